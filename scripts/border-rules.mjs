// Dependency rules: which part may import which. The two tables list what is allowed; everything else is rejected.
// Runtime knows no person, Experience imports no agent, and the page takes routers as types only. [P1, P2, P3]
import { cruise } from 'dependency-cruiser'

/** Packages: which other ones each may import. */
const PACKAGES = {
  'apps/web': ['packages/contracts'],
  'apps/experience': ['packages/contracts', 'packages/process', 'prisma'],
  'apps/runtime': ['packages/contracts', 'packages/process'],
  'packages/contracts': [],
  'packages/client': ['packages/contracts'],
  'packages/process': [],
  'packages/proof': ['packages/contracts', 'packages/process'],
  'packages/eval': ['packages/contracts', 'packages/proof', 'apps/runtime'],
  prisma: [],
}

/** Experience's rooms: what each may import as values, and what it may only know the type of. */
const ROOMS = {
  edge: {
    values: ['chat', 'smart-city', 'gateway', 'files', 'privacy', 'principals'],
    types: ['communication', 'runtime-link', 'store', 'audit', 'limits', 'instruments'],
  },
  chat: { values: ['smart-city'], types: ['store', 'runtime-link', 'files', 'communication', 'privacy', 'audit'] },
  'smart-city': { values: ['gateway'], types: ['communication', 'store', 'audit', 'principals'] },
  files: { values: [], types: ['store', 'privacy', 'audit', 'limits'] },
  privacy: { values: ['smart-city'], types: ['store', 'runtime-link', 'files', 'chat', 'audit'] },
  gateway: { values: [], types: ['communication', 'store'] },
  communication: { values: [], types: ['store'] },
  'runtime-link': { values: [], types: [] },
  store: { values: [], types: [] },
  audit: { values: [], types: ['store'] },
  limits: { values: [], types: [] },
  instruments: { values: [], types: ['communication', 'store', 'audit'] },
  principals: { values: [], types: [] },
}

/** Folders of pillars that use another pillar's work. */
const BUILDS_ON = { 'business-outcomes': ['operations'] }

/** Folder of one pillar; the files directly in `pillars/` list all of them. */
const PILLAR_FOLDERS = '^apps/[a-z]+/src/pillars/'

const room = (name) => `^apps/experience/src/${name}/`
const any = (names) => `^(${names.join('|')})/`
const TESTS = '\\.(test|test-support|bench)\\.[cm]?tsx?$|/tests?/'

const packageRules = Object.entries(PACKAGES).map(([name, may]) => ({
  name: `${name} knows only ${may.join(', ') || 'itself'}`,
  severity: 'error',
  from: { path: `^${name}/`, pathNot: TESTS },
  to: { path: '^(apps|packages|prisma)/', pathNot: any([name, ...may]) },
}))

const roomRules = Object.entries(ROOMS).flatMap(([name, { values, types }]) => {
  const others = (may) => Object.keys(ROOMS).filter((other) => other !== name && !may.includes(other))
  const from = { path: room(name), pathNot: TESTS }
  return [
    {
      name: `the room ${name} does not know these rooms`,
      severity: 'error',
      from,
      to: { path: `^apps/experience/src/(${['compose', ...others([...values, ...types])].join('|')})` },
    },
    {
      name: `the room ${name} knows these rooms by type only`,
      severity: 'error',
      from,
      to: { path: `^apps/experience/src/(${others(values).join('|')})/`, dependencyTypesNot: ['type-only'] },
    },
  ]
})

const RULES = [
  ...packageRules,
  ...roomRules,
  {
    name: 'Smart City reaches no platform service but through the gateway',
    severity: 'error',
    from: { path: room('smart-city'), pathNot: TESTS },
    // By type too: what is handed out has an interface of its own, and rows are only shapes.
    to: {
      path: '^apps/experience/src/(store/(store|queries|commands)\\.ts|communication/(notifier|event-log|follow)\\.ts)',
    },
  },
  {
    name: 'chat, edge and instruments only read the store',
    severity: 'error',
    from: { path: '^apps/experience/src/(chat|edge|instruments)/', pathNot: TESTS },
    // By type too: `StoreReads` has no command, so a write goes through what the gateway grants.
    to: { path: '^apps/experience/src/store/(store|commands|transaction|group-commit|writer-thread)\\.ts' },
  },
  {
    name: 'only the store room uses the database',
    severity: 'error',
    from: { path: '^apps/experience/src/', pathNot: `${room('store')}|${TESTS}` },
    to: { path: '^prisma/|better-sqlite3|@prisma/' },
  },
  {
    name: 'a tool reaches no file, process, network or model by itself',
    severity: 'error',
    from: { path: '^apps/runtime/src/(tools|agents|pillars)/', pathNot: TESTS },
    to: {
      path: [
        '^(node:)?(fs|net|tls|dgram|dns|http|https|http2|child_process|cluster|worker_threads|vm|inspector|process)(/|$)',
        '^apps/runtime/src/(remote|models)/',
      ],
    },
  },
  {
    name: 'no file outside imports a pillar',
    severity: 'error',
    from: { path: '^(apps|packages/(client|contracts|process))/', pathNot: `${PILLAR_FOLDERS}|${TESTS}` },
    to: { path: `${PILLAR_FOLDERS}[^/]+/` },
  },
  {
    name: 'no pillar imports another one',
    severity: 'error',
    from: { path: `${PILLAR_FOLDERS}([^/]+)/`, pathNot: `${TESTS}|/pillars/(${Object.keys(BUILDS_ON).join('|')})/` },
    to: { path: `${PILLAR_FOLDERS}[^/]+/`, pathNot: `${PILLAR_FOLDERS}$1/` },
  },
  ...Object.entries(BUILDS_ON).map(([name, others]) => ({
    name: `the pillar ${name} imports no pillar but ${others.join(', ')}`,
    severity: 'error',
    from: { path: `${PILLAR_FOLDERS}${name}/`, pathNot: TESTS },
    to: { path: `${PILLAR_FOLDERS}[^/]+/`, pathNot: `${PILLAR_FOLDERS}(${[name, ...others].join('|')})/` },
  })),
  {
    name: 'only the list of pillars imports a manifest',
    severity: 'error',
    from: { path: '^(apps|packages)/', pathNot: `^packages/contracts/src/vocabulary/pillars\\.ts$|${TESTS}` },
    to: {
      path: '^packages/contracts/src/vocabulary/pillars/',
      pathNot: '^packages/contracts/src/vocabulary/pillars/define-pillar\\.ts$',
    },
  },
  {
    name: 'P3: the page takes routers, shapes and refusals as types only',
    severity: 'error',
    from: { path: '^apps/web/', pathNot: TESTS },
    to: {
      path: '^packages/contracts/',
      pathNot: '^packages/contracts/src/(vocabulary|clients)/',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'the vocabulary is plain: the page can take it without a library',
    severity: 'error',
    from: { path: '^packages/contracts/src/(vocabulary|clients)/', pathNot: TESTS },
    to: { path: 'node_modules|^packages/contracts/src/(wire|refusal|.*-router)', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'nothing of the proof is in the product',
    severity: 'error',
    from: { path: '^(apps|prisma|packages/(client|contracts|process))/', pathNot: TESTS },
    to: { path: '^packages/(proof|eval)/' },
  },
  {
    name: 'no cycles, not of types either',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
]

/** Reads the modules below `folders` of the current directory. `broken` says which rule was broken by what. */
export async function checkBorders(folders) {
  const { output } = await cruise(folders, {
    validate: true,
    ruleSet: { forbidden: /** @type {import('dependency-cruiser').IForbiddenRuleType[]} */ (RULES) },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|generated|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js'],
    },
  })
  if (typeof output === 'string') throw new Error(output)
  return {
    read: output.modules.filter(({ source }) => /^(apps|packages|prisma)\//.test(source)).length,
    arrows: output.summary.totalDependenciesCruised,
    broken: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  }
}

export const RULE_NAMES = RULES.map(({ name }) => name)
