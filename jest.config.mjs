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
};
