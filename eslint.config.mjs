import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const contexts = ['access', 'organizations', 'plans', 'runs', 'audit'];

/** Which layer may know which. A project carries exactly one of these tags in its package.json (`tools/architecture.spec.ts` holds them to it). */
const layers = {
  'layer:composition': ['layer:role', 'layer:context', 'layer:runtime', 'layer:technology', 'layer:pure', 'layer:simulator'],
  'layer:role': ['layer:context', 'layer:runtime', 'layer:technology', 'layer:pure'],
  'layer:context': ['layer:context', 'layer:runtime', 'layer:technology', 'layer:pure'],
  'layer:runtime': ['layer:runtime', 'layer:technology'],
  'layer:technology': ['layer:technology', 'layer:pure'],
  'layer:pure': ['layer:pure'],
  'layer:simulator': [],
};

/** Specs of a role may talk to the simulated Bitbucket; the role itself may not. */
const layersOfSpecs = { ...layers, 'layer:role': [...layers['layer:role'], 'layer:simulator'] };

const boundariesOf = (table) => [
  'error',
  {
    allow: [],
    // Contexts meet in each other's contracts, in both directions; that they meet nowhere else is for `otherContexts` to see.
    ignoredCircularDependencies: [['tag:layer:context', 'tag:layer:context']],
    depConstraints: Object.entries(table).map(([sourceTag, onlyDependOnLibsWithTags]) => ({ sourceTag, onlyDependOnLibsWithTags })),
  },
];

const restrictImports = (files, patterns, ignores = []) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const otherContexts = {
  regex: `^@holdfast/(${contexts.join('|')})(?!/contracts$)`,
  message: "Contexts meet only in each other's contracts.",
};
const frameworks = {
  regex: '^(?!\\.|node:|@holdfast/)',
  message: 'The domain and the contracts are pure: no framework.',
};
const libraries = (allowed) => ({
  regex: `^@holdfast/(?!(${allowed})$)`,
  message: 'The domain and the contracts are pure: no library that does input or output.',
});
const contractsOfContexts = `(${contexts.join('|')})/contracts`;
const inputAndOutput = { regex: '^node:', message: 'The domain and the contracts are pure: values in, values out.' };
const outerRooms = {
  regex: '/(application|http|adapters)/',
  message: 'The domain knows no outer room: application, http and adapters know it.',
};
const otherRooms = { regex: '^\\.\\./', message: 'Contracts stand alone: a browser may import them.' };

/** Each of these has one place in a process; everyone else is handed a clock, an id generator, the settings or a logger. */
const oneplace = [
  ...[
    "NewExpression[callee.name='Date'][arguments.length=0]",
    "CallExpression[callee.name='Date']",
    "MemberExpression[object.name='Date'][property.name='now']",
  ].map((selector) => ({ selector, message: 'Take a Clock: time comes from the edge.' })),
  ...[
    "CallExpression[callee.name='randomUUID']",
    "MemberExpression[property.name='randomUUID']",
    'CallExpression[callee.name=/^v[1467]$/][arguments.length=0]',
  ].map((selector) => ({ selector, message: 'Take an IdGenerator: ids come from the edge.' })),
  ...[
    "MemberExpression[property.name='env']:matches([object.name='process'], [object.property.name='process'])",
    "VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']",
    "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']",
  ].map((selector) => ({ selector, message: 'Settings are read in settings.ts alone.' })),
];

export default tseslint.config(
  { ignores: ['**/node_modules', '.nx', 'coverage', 'data'] },
  { files: ['**/*.ts'], extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked] },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': boundariesOf(layers),
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Nest types its options as classes; plain objects are how they are meant to be given.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...oneplace],
    },
  },
  restrictImports(['libs/*/src/**/*.ts'], [otherContexts], ['**/*.spec.ts', '**/testing/**']),
  restrictImports(
    ['libs/*/src/domain/**/*.ts'],
    [otherContexts, frameworks, inputAndOutput, outerRooms, libraries(`event-sourcing|quota|${contractsOfContexts}`)],
    ['**/*.spec.ts'],
  ),
  restrictImports(['libs/quota/src/**/*.ts'], [otherContexts, frameworks, inputAndOutput, libraries('quota')], ['**/*.spec.ts']),
  restrictImports(
    ['libs/*/src/contracts/**/*.ts'],
    [otherContexts, frameworks, inputAndOutput, otherRooms, libraries(`quota|${contractsOfContexts}`)],
    ['**/*.spec.ts'],
  ),
  {
    files: [
      '**/settings.ts',
      '**/system-clock.ts',
      '**/system-ids.ts',
      '**/main.ts',
      'apps/bitbucket-simulator/**',
      '**/*.spec.ts',
      '**/testing/**',
      '**/contract/**',
      'tools/**',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  { files: ['**/main.ts', '**/demo/**', 'tools/**'], rules: { 'no-console': 'off' } },
  { files: ['**/*.spec.ts', '**/testing/**/*.ts'], rules: { '@nx/enforce-module-boundaries': boundariesOf(layersOfSpecs) } },
  {
    files: ['**/*.spec.ts', '**/testing/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
