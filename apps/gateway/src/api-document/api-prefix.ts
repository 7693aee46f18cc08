/** Addresses that are not below `/api/v1`, as Nest's `setGlobalPrefix` excludes them. */
export const outsideOfApiPrefix = [
  ...['healthz', 'readyz', 'metrics', 'api/openapi.json', 'api/docs'],
  ...['api/docs/show-document.js', 'api/docs/swagger-ui-bundle.js', 'api/docs/swagger-ui.css'],
];

/** Whether the path of a controller stands for itself, without the prefix. */
export function isOutsideOfApiPrefix(path: string): boolean {
  return outsideOfApiPrefix.includes(path.replace(/^\//, ''));
}
