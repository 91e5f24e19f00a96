// Arrows point down: what may import what. scripts/boundaries.mjs runs it and proves that every rule bites.

/** Folders of simulator/src, each with those of the others that it may import. */
const simulator = {
  codec: [],
  clock: [],
  rules: [],
  store: [],
  lifecycle: ['clock', 'rules'],
  faults: ['clock', 'codec'],
  pki: ['clock', 'codec', 'rules'],
  images: ['codec'],
  applications: ['codec', 'lifecycle', 'rules'],
  card: ['applications', 'clock', 'codec', 'images', 'lifecycle', 'pki', 'rules', 'store'],
  trace: ['applications', 'clock', 'codec'],
  world: ['applications', 'card', 'clock', 'codec', 'lifecycle', 'pki', 'rules', 'store'],
  desk: ['applications', 'card', 'clock', 'codec', 'lifecycle', 'pki', 'rules', 'store', 'world'],
  status: ['clock', 'codec', 'faults', 'pki', 'rules', 'world'],
  scenario: ['clock', 'codec', 'rules', 'store'],
  media: ['card', 'clock', 'codec', 'faults', 'rules', 'store', 'trace'],
  readers: ['card', 'clock', 'codec', 'faults', 'media', 'rules', 'store', 'trace'],
  endpoints: ['clock', 'codec', 'faults', 'pki', 'readers', 'status', 'trace'],
};
/** The folders above: whole programs, which may import any of those below. */
const below = Object.keys(simulator);
const tops = {
  bench: ['cli', 'control', 'endpoints', ...below],
  control: ['endpoints', ...below],
  web: ['control', ...below],
  'facility-service': ['control', ...below],
  cli: ['bench', 'control', 'facility-service', 'endpoints', 'web', ...below],
};
const folders = { ...simulator, ...tops };

const anyOf = (names) => `(?:${names.join('|')})`;
const tests = '\\.test\\.ts$';
/** What stands at the top of simulator/src and belongs to nobody. */
const leaves = ['errors', 'random'];

const rules = [
  { name: 'no-cycle', comment: 'Two that need each other are one thing.', from: {}, to: { circular: true } },
  {
    name: 'resolvable',
    comment: 'An import that resolves to nothing is checked by no other rule.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'known-folder',
    comment: 'A folder of the simulator that is not in the table would be bound by nothing.',
    from: { path: '^simulator/src/[^/]+/', pathNot: `^simulator/src/${anyOf(Object.keys(folders))}/` },
    to: {},
  },
  ...Object.entries(folders).map(([folder, allowed]) => ({
    name: `simulator-${folder}`,
    comment: `simulator/src/${folder} may import ${allowed.join(', ') || 'no other folder'}.`,
    from: { path: `^simulator/src/${folder}/`, pathNot: tests },
    to: {
      path: '^simulator/src/',
      pathNot: [
        `^simulator/src/${anyOf([folder, ...allowed])}/`,
        `^simulator/src/${anyOf(leaves)}\\.ts$`,
        // Programs start the simulator whole.
        ...(folder in tops ? ['^simulator/src/[^/]+\\.ts$'] : []),
      ],
    },
  })),
  {
    name: 'codec-is-alone',
    comment: 'Codec is pure bytes: no package, nothing of Node, nothing but its error base.',
    from: { path: '^simulator/src/codec/', pathNot: tests },
    to: { pathNot: ['^simulator/src/codec/', '^simulator/src/errors\\.ts$'] },
  },
  {
    name: 'lifecycle-is-pure',
    comment: 'Machines run in path generation: no Node, no package but xstate.',
    from: { path: '^simulator/src/lifecycle/', pathNot: tests },
    to: { pathNot: ['^simulator/', '(?:^|/)node_modules/xstate/'] },
  },
  {
    name: 'simulator-is-judged-not-judge',
    comment: 'The simulator knows neither the harness nor the reports.',
    from: { path: '^simulator/' },
    to: { path: '^(?:conformance|reports|bin)/' },
  },
  {
    name: 'conformance-has-its-own-bytes',
    comment: 'A shared mistake must not pass: only drivers/emulated knows the simulator.',
    from: { path: '^conformance/', pathNot: '^conformance/src/drivers/emulated' },
    to: { path: '^simulator/' },
  },
  {
    name: 'workspace-by-its-name',
    comment: 'Another workspace is reached by its package name, hence only by what it exports.',
    from: { path: '^(simulator|conformance|profiles|firmware-fixtures|reports)/' },
    to: {
      path: '^(?:simulator|conformance|profiles|firmware-fixtures|reports)/',
      pathNot: '^$1/',
      dependencyTypes: ['local'],
    },
  },
  {
    name: 'cases-know-no-driver',
    comment: 'A case runs on any subject.',
    from: { path: '^conformance/src/cases/' },
    to: { path: '^conformance/src/drivers/' },
  },
  {
    name: 'reports-from-results-only',
    comment: 'Every report is made from the result document alone.',
    from: { path: '^reports/' },
    to: { path: '^(?:simulator|profiles|firmware-fixtures|bin)/' },
  },
  {
    name: 'profiles-are-data',
    comment: 'Profiles import nothing of the others.',
    from: { path: '^profiles/' },
    to: { path: '^(?:simulator|conformance|firmware-fixtures|reports|bin)/' },
  },
  {
    name: 'fixtures-are-data',
    comment: 'Firmware fixtures import nothing of the others.',
    from: { path: '^firmware-fixtures/' },
    to: { path: '^(?:simulator|conformance|profiles|reports|bin)/' },
  },
  {
    name: 'fixtures-through-pki',
    comment: 'Keys reach the simulator through pki, pictures through images.',
    from: { path: '^simulator/', pathNot: ['^simulator/src/(?:pki|images)/', tests] },
    to: { path: '^firmware-fixtures/' },
  },
  {
    name: 'x509-in-pki-and-conformance',
    comment: 'Slow to load, and no way to the first APDU may pass it.',
    from: { pathNot: '^(?:simulator/src/pki|conformance)/' },
    to: { path: '(?:^|/)node_modules/@peculiar/' },
  },
  {
    name: 'native-on-demand',
    comment: 'Native packages are imported dynamically, by who needs them.',
    from: { pathNot: tests },
    to: {
      path: '(?:^|/)node_modules/(?:serialport|@serialport|usb|pcsc-mini)/',
      dynamic: false,
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'programs-are-the-end',
    comment: 'Nobody imports a program.',
    from: { pathNot: '^bin/' },
    to: { path: '^bin/' },
  },
  {
    name: 'tests-are-the-end',
    comment: 'Nobody imports a test.',
    from: {},
    to: { path: tests },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: rules.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: '(?:^|/)node_modules/' },
    // Types are dependencies too.
    tsPreCompilationDeps: true,
    exoticRequireStrings: [],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.cjs', '.js', '.json'],
    },
  },
};
