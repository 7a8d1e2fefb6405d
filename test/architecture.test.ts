// The import table and the bans of the design, read from the sources themselves.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Import {
  readonly from: string;
  /** A path in the repository, or the name of a package. */
  readonly to: string;
}

/** Longest file; a longer one says in its head comment why (with the word "long"). */
const FILE_MAX_LINES = 220;

const files = globSync('src/**/*.ts').map(normalize).sort();
const sources = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
const source = (file: string): string => sources.get(file) ?? '';

/** Sources without comments, so that a word in a comment is no breach. Strings stay: imports stand in them. */
const code = (file: string): string =>
  source(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[\s;{}(,])\/\/[^\n]*/g, '$1');

/** `import … from 'x'`, `export … from 'x'`, `import 'x'` and `import('x')`. */
const IMPORT = /(?:^\s*(?:import|export)\b[^;'"]*?\bfrom\s*|^\s*import\s*|\bimport\(\s*)(['"])([^'"\n]+)\1/gm;

const importsOf = (file: string): readonly Import[] =>
  [...code(file).matchAll(IMPORT)].map((match) => {
    const named = match[2] ?? '';
    return { from: file, to: named.startsWith('.') ? normalize(join(dirname(file), named)) : named };
  });

const imports = files.flatMap(importsOf);

/** Files that may reach everything: the composition roots. */
const isRoot = (file: string): boolean => /^src\/(main\.ts|demo\.ts|compose\/|demo\/)/.test(file);

const layerOf = (path: string): string => {
  const parts = path.split('/');
  return parts.length > 2 ? (parts[1] ?? '') : path;
};

/** The files of `app` that are interfaces and data only. */
const PORTS = ['src/app/ports.ts', 'src/app/store.ts', 'src/app/notice.ts', 'src/app/app.ts'];

/** The table of the design: what a layer may import of the others. */
const ALLOWED: Readonly<Record<string, (to: string) => boolean>> = {
  domain: () => false,
  app: (to) => layerOf(to) === 'domain',
  exchange: (to) => layerOf(to) === 'domain' || PORTS.includes(to),
  db: (to) => layerOf(to) === 'domain' || PORTS.includes(to),
  bot: (to) => ['domain', 'app'].includes(layerOf(to)),
  jobs: (to) => ['domain', 'app'].includes(layerOf(to)),
  http: (to) => ['domain', 'app'].includes(layerOf(to)),
  simulator: (to) =>
    layerOf(to) === 'domain' ||
    PORTS.includes(to) ||
    ['src/exchange/signature.ts', 'src/exchange/json.ts'].includes(to),
};

/** What the files beside main may import. */
const ALLOWED_BESIDE_MAIN: Readonly<Record<string, readonly string[]>> = {
  'src/config.ts': ['src/config-schema.ts', 'src/secret.ts', 'src/vault.ts', 'src/app/app.ts'],
  'src/config-schema.ts': ['src/config-database-url.ts'],
  'src/config-database-url.ts': [],
  'src/secret.ts': [],
  'src/log.ts': ['src/app/ports.ts'],
  'src/vault.ts': ['src/app/ports.ts'],
};

/** Packages by layer; what is not named here is not allowed. */
const PACKAGES: Readonly<Record<string, readonly RegExp[]>> = {
  domain: [/^big\.js$/],
  app: [/^big\.js$/],
  exchange: [/^big\.js$/, /^ky$/, /^undici$/, /^zod$/, /^node:/],
  db: [/^drizzle-orm(\/|$)/, /^postgres$/, /^@electric-sql\/pglite/, /^zod$/, /^node:/],
  bot: [/^grammy(\/|$)/, /^@grammyjs\/conversations$/, /^undici$/, /^zod$/, /^node:/],
  jobs: [/^node:/],
  http: [/^hono(\/|$)/, /^@hono\/node-server/, /^zod$/, /^node:/],
  simulator: [/^hono(\/|$)/, /^@hono\/node-server/, /^big\.js$/, /^undici$/, /^zod$/, /^node:/],
};

const named = ({ from, to }: Import): string => `${from} → ${to}`;

/** Files whose code holds the pattern. */
const holding = (pattern: RegExp, among: readonly string[] = files): readonly string[] =>
  among.filter((file) => pattern.test(code(file)));

const inLayers = (...layers: readonly string[]): readonly string[] =>
  files.filter((file) => layers.includes(layerOf(file)));

describe('the import table', () => {
  it('is read from sources that are there', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(200);
    expect(importsOf('src/log.ts').map(({ to }) => to)).toEqual(['pino', 'src/app/ports.ts']);
  });

  it.each(Object.keys(ALLOWED))('holds for %s', (layer) => {
    const breaches = imports.filter(
      ({ from, to }) =>
        layerOf(from) === layer && to.startsWith('src/') && layerOf(to) !== layer && !ALLOWED[layer]?.(to),
    );
    expect(breaches.map(named)).toEqual([]);
  });

  it('holds for the files beside main', () => {
    const breaches = imports.filter(
      ({ from, to }) =>
        layerOf(from) === from &&
        !isRoot(from) &&
        to.startsWith('src/') &&
        !ALLOWED_BESIDE_MAIN[from]?.includes(to),
    );
    expect(breaches.map(named)).toEqual([]);
  });

  it('knows every layer and every file at the top', () => {
    const unknown = files.filter(
      (file) =>
        !isRoot(file) && ALLOWED[layerOf(file)] === undefined && ALLOWED_BESIDE_MAIN[file] === undefined,
    );
    expect(unknown).toEqual([]);
  });

  it('lets each layer use only its own packages', () => {
    const breaches = imports.filter(
      ({ from, to }) =>
        !to.startsWith('src/') &&
        PACKAGES[layerOf(from)] !== undefined &&
        !PACKAGES[layerOf(from)]?.some((allowed) => allowed.test(to)),
    );
    expect(breaches.map(named)).toEqual([]);
  });

  it('lets only main and demo import the settings and each other', () => {
    const breaches = imports.filter(
      ({ from, to }) => !isRoot(from) && (to === 'src/config.ts' || isRoot(to)) && from !== 'src/config.ts',
    );
    expect(breaches.map(named)).toEqual([]);
  });

  it('keeps imports inside the sources, with their extension', () => {
    const breaches = imports.filter(
      ({ to }) =>
        to.startsWith('..') || (to.startsWith('src/') && !sources.has(to) && !/\.(json|css|html)$/.test(to)),
    );
    expect(breaches.map(named)).toEqual([]);
  });
});

describe('the bans', () => {
  it('only the settings read process.env', () => {
    expect(holding(/\bprocess\s*\.\s*env\b|\benv\b[^\n]*from\s*['"]node:process['"]/)).toEqual([
      'src/config.ts',
    ]);
  });

  it('domain and app have no clock, no chance and no console of their own', () => {
    const impure =
      /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\s*\)|\bconsole\s*\.|\bperformance\s*\.|\bsetTimeout\b/;
    expect(holding(impure, inLayers('domain', 'app'))).toEqual([]);
  });

  it('no file prints by console: there is a log', () => {
    expect(
      holding(
        /\bconsole\s*\./,
        files.filter((file) => !isRoot(file)),
      ),
    ).toEqual([]);
  });

  it('there is no default export, no enum and no namespace', () => {
    expect(holding(/^export\s+default\b/m)).toEqual([]);
    expect(holding(/^(export\s+)?(const\s+|declare\s+)?(enum|namespace)\s/m)).toEqual([]);
  });

  it('classes are errors', () => {
    expect(
      holding(/^(export\s+)?(abstract\s+)?class\s+\w+(?!\s+extends\s+\w*(Error|Lost)\b)\b(?!\s+extends)/m),
    ).toEqual([]);
  });

  it('no file re-exports others as a barrel', () => {
    expect(holding(/^export\s+\*\s+from\b/m)).toEqual([]);
  });

  it('no file has a name that says nothing', () => {
    const empty = /(^|\/)(utils?|helpers?|common|misc|manager|index)(\.ts|\/)/;
    expect(files.filter((file) => empty.test(file))).toEqual([]);
  });

  it('nothing is left to be done later', () => {
    const later = files.filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(source(file)));
    expect(later).toEqual([]);
  });
});

describe('every file', () => {
  const headOf = (file: string): string => /^(?:\/\/[^\n]*\n)+/.exec(source(file))?.[0] ?? '';

  it('opens with a comment that says its job', () => {
    expect(files.filter((file) => headOf(file).length < 10)).toEqual([]);
  });

  it('is short, or its head comment says why it is long', () => {
    const tooLong = files.filter(
      (file) => source(file).split('\n').length - 1 > FILE_MAX_LINES && !/\blong\b/i.test(headOf(file)),
    );
    expect(tooLong).toEqual([]);
  });
});
