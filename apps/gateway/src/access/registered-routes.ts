type Methods = Readonly<Record<string, boolean>>;

interface RouterLayer {
  readonly route?: { readonly path: string | readonly string[]; readonly methods: Methods };
}

/** An Express application, as far as it tells its routes. */
export interface RoutedApplication {
  readonly router: { readonly stack: readonly RouterLayer[] };
}

/** The routes that an Express application really has, each as `GET /path/:parameter`. */
export function registeredRoutes(application: RoutedApplication): readonly string[] {
  return application.router.stack.flatMap(({ route }) => {
    if (!route || answersAnything(route.methods)) return [];
    const methods = Object.keys(route.methods).filter((method) => route.methods[method] === true);
    return [route.path].flat().flatMap((path) => methods.map((method) => `${method.toUpperCase()} ${path}`));
  });
}

/** So Nest says 404 for other methods of a path outside of the global prefix. A route of ours like that would be refused by the guard. */
function answersAnything(methods: Methods): boolean {
  return methods['get'] === true && methods['trace'] === true;
}
