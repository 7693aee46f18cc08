export const people = [
  ['ada', 'Ada Lindqvist'],
  ['bruno', 'Bruno Ferreira'],
  ['chiara', 'Chiara Rossi'],
  ['dmitri', 'Дмитрий Соколов'],
  ['eun', '김은지'],
  ['farid', 'فريد حداد'],
  ['greta', 'Greta Ångström'],
  ['hiro', '佐藤 弘'],
  ['ines', 'Inês Conceição'],
  ['jurgen', 'Jürgen Groß'],
  ['kofi', 'Kofi Mensah'],
  ['lena', 'Lena O’Brien'],
  ['milos', 'Miloš Živković'],
  ['noor', 'Noor de Vries'],
] as const;

export const repositoryNames = [
  'Web',
  'Payments API',
  'Mobile App',
  'Infrastructure',
  'Data Pipeline',
  'Design System',
  'Übersetzungen',
  'Search Service',
  'Notifications',
  'Billing',
  'Identity',
  'Reports',
  'Gateway',
  'Kundenportal',
  'Café Menu',
  'Firmware',
];

export const projectNames = [
  ['CORE', 'Core'],
  ['APPS', 'Applications'],
  ['OPS', 'Operations & Tools'],
  ['LAB', 'Labor für Neues'],
] as const;

export const verbs = ['Add', 'Fix', 'Move', 'Document', 'Simplify', 'Remove', 'Speed up', 'Test', 'Übersetze', '修正'];

export const things = [
  'the login form',
  'retries on a broken line',
  'the price table',
  'naïve date handling',
  'the café menu',
  'rounding of 金額',
  'the build 🚀',
  'an empty state',
  'the audit export',
  'error messages',
];

export const remarks = [
  'Looks good to me.',
  'Could this be *null* here?',
  'Please add a test for the empty list.',
  'Nit: `const` would do.',
  'Genau so, danke! 👍',
  'これはとても良いですね。',
  'I would rather keep the old name, see the discussion above.\n\n> it was there first',
  'Why twice? — “once” is enough…',
  'Zażółć gęślą jaźń',
  'Fixed in the next commit.',
];

export const paths = [
  'src/app.ts',
  'src/login.ts',
  'src/price-table.ts',
  'docs/README.md',
  'docs/Ümläute/naïve café.md',
  '文書/説明.txt',
  'emoji 🎉.txt',
];

export const languages = ['typescript', 'java', 'python', 'go', ''];
