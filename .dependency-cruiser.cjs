/** Imports run one way (docs/decisions.md): app -> trpc -> domain -> { db, aws, mail, jobs/queue } -> lib. */
const test = '\\.test\\.tsx?$|^server/testing/|^e2e/|^scripts/|^bench/';
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: test },
  to: { path: '^(app|components|lib|server|sandbox|migrations|e2e|scripts|bench)/', pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only('lib-is-pure', '^lib/', '^lib/', 'lib imports nothing of the house'),
    {
      name: 'lib-without-io',
      severity: 'error',
      from: { path: '^lib/', pathNot: test },
      to: {
        path: '^(node:|react|next|kysely|@aws-sdk)|^node_modules/(react|next|kysely|@aws-sdk)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    only('components-draw', '^components/', '^(components|lib)/', 'props in, JSX out'),
    only(
      'app-asks-trpc',
      '^app/',
      '^(app|components|lib)/|^server/(trpc|auth/next-auth|auth/cookies|env|health)',
      'routes know procedures, not the domain',
    ),
    only(
      'trpc-serves-domain',
      '^server/trpc/',
      '^lib/|^server/(trpc|domain|auth|errors|env|log|context|deps)',
      'routers are policy tables',
    ),
    only(
      'domain-knows-ports',
      '^server/domain/',
      '^lib/|^server/(domain|auth|db|aws|mail|jobs/(queue|kinds)|errors|context|log)',
      'the domain sees ctx',
    ),
    only(
      'adapters-know-lib',
      '^server/(db|aws|mail)/',
      '^lib/|^migrations/|^server/(db|aws|mail|auth|env|errors|log|jobs/(queue|kinds))',
      'adapters do not know the domain',
    ),
    only('migrations-are-frozen', '^migrations/', '^migrations/', 'migrations import nothing but kysely'),
    only('sandbox-stands-apart', '^sandbox/', '^(sandbox|lib)/', 'the sandbox never imports the server'),
    {
      name: 'product-without-sandbox',
      severity: 'error',
      from: { path: '^(app|components|lib|server)/', pathNot: test },
      to: { path: '^(sandbox|e2e|scripts|bench)/|^server/testing/' },
    },
    {
      name: 'aws-sdk-behind-its-adapter',
      severity: 'error',
      from: { path: '^(app|components|lib|server)/', pathNot: `${test}|^server/aws/` },
      to: { path: 'node_modules/@aws-sdk/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.next|data|node_modules/\\.cache)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
