import { swcOptions } from './tools/swc-options.mjs';

/** Specs stand beside their subject: `*.spec.ts` is pure, `*.int.spec.ts` uses git, disk or a server, `*.e2e.spec.ts` the whole. */
export default {
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swcOptions] },
  moduleFileExtensions: ['ts', 'mjs', 'js', 'cjs', 'json', 'node'],
  setupFiles: ['reflect-metadata'],
  testTimeout: 180_000,
  maxWorkers: 2,
  // Modules of a spec are never freed: a worker that has run many makes place for a new one.
  workerIdleMemoryLimit: '1GB',
};
