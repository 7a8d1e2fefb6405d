// What the README promises of containers, read from the files themselves: `.env.example` copied as it is, compose.yaml
// and the Dockerfile go together, and the bot in the container is locked down, reachable and healthy.
import { spawn } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { type Config, parseConfig } from '../src/config.ts';
import { createHealthRoutes } from '../src/http/health.ts';
import { startHttpServer } from '../src/http/server.ts';
import { makeMasterKey } from '../src/vault.ts';
import { readYaml, type Yaml, type YamlMap } from './yaml.ts';

const read = (path: string): string => readFileSync(path, 'utf8');

/** Lines of a file that docker, compose and Node read alike. */
const environOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? '']];
    }),
  );

const example = environOf(read('.env.example'));
const composeText = read('compose.yaml');
const compose = readYaml(composeText);
const dockerfile = read('Dockerfile').replaceAll('\\\n', ' ');

const PASSWORD = 'planted-by-the-operator';
const filled = {
  ...example,
  BOT_TOKEN: '123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TMAKdiHm9T0',
  MASTER_KEYS: makeMasterKey('k1'),
  POSTGRES_PASSWORD: PASSWORD,
};
/** What an operator may have set for a start without a container; an old copy of the example held these. */
const outside = { ...filled, PORT: '', HOST: '127.0.0.1', DATA_DIR: './data' };

const mapAt = (...path: readonly string[]): YamlMap => {
  const found = path.reduce<Yaml | undefined>(
    (at, name) => (typeof at === 'object' && !Array.isArray(at) ? (at as YamlMap)[name] : undefined),
    compose,
  );
  if (typeof found !== 'object' || Array.isArray(found)) throw new Error(`no map at ${path.join('.')}`);
  return found as YamlMap;
};

const interpolated = (map: YamlMap, environ: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(map).map(([name, value]) => [
      name,
      String(value).replace(/\$\{([A-Z_]+)[^}]*\}/g, (_, variable: string) => environ[variable] ?? ''),
    ]),
  );

/** The environment of the bot's container under compose: the image's, then .env, then `environment`. */
const underCompose = (env: Readonly<Record<string, string>>) => ({
  ...imageEnv(),
  ...env,
  ...interpolated(mapAt('services', 'earnest', 'environment'), env),
});

function instructions(name: string): readonly string[] {
  return [...dockerfile.matchAll(new RegExp(`^${name} +(.*)$`, 'gm'))].map((match) => match[1] ?? '');
}

function imageEnv(): Readonly<Record<string, string>> {
  const pairs = instructions('ENV').flatMap((line) => line.split(/\s+/));
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']));
}

const configOf = (environ: Readonly<Record<string, string>>): Config => {
  const result = parseConfig(environ, () => '');
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.config;
};

const port = Number(instructions('EXPOSE')[0]);
const volume = instructions('VOLUME')[0];

describe('docker compose up, as the README says', () => {
  it.each([
    ['.env.example copied and filled in', filled],
    ['an .env with HOST, PORT and DATA_DIR for a start outside of a container', outside],
  ])('listens for its health check and for a proxy, and can write: with %s', (_how, env) => {
    const config = configOf(underCompose(env));
    expect(config.http).toEqual({ host: '0.0.0.0', port });
    expect(config.dataDir).toBe(volume);
    expect(mapAt('services', 'earnest').volumes).toEqual([`earnest-data:${volume}`]);
    expect(Object.keys(mapAt('volumes'))).toContain('earnest-data');
  });

  it('reaches the Postgres beside it with the operator’s password', () => {
    const url = new URL(configOf(underCompose(filled)).databaseUrl?.reveal() ?? '');
    const postgres = interpolated(mapAt('services', 'postgres', 'environment'), filled);
    expect(mapAt('services')).toHaveProperty(url.hostname);
    expect({ user: url.username, password: url.password, name: url.pathname.slice(1) }).toEqual({
      user: postgres.POSTGRES_USER,
      password: PASSWORD,
      name: postgres.POSTGRES_DB,
    });
    expect(postgres.POSTGRES_PASSWORD).toBe(PASSWORD);
    expect(mapAt('services', 'earnest', 'depends_on', 'postgres').condition).toBe('service_healthy');
    expect(String(mapAt('services', 'postgres', 'healthcheck').test)).toContain('pg_isready');
  });

  it('reads the file that the README has copied, and refuses to start without what only the operator knows', () => {
    expect(read('README.md')).toContain('cp .env.example .env');
    expect(mapAt('services', 'earnest').env_file).toBe('.env');
    const asked = [...composeText.matchAll(/\$\{([A-Z_]+)(:\?)?/g)];
    expect(asked.length).toBeGreaterThan(0);
    for (const [, name = '', required] of asked) {
      expect(required, `${name} without :?`).toBe(':?');
      expect(example).toHaveProperty(name, '');
      expect(read('README.md')).toContain(`\`${name}\``);
    }
    const bare = parseConfig(underCompose({ ...example, POSTGRES_PASSWORD: PASSWORD }), () => '');
    expect(bare.ok ? [] : bare.problems.map((line) => line.split(' ')[0])).toEqual([
      'BOT_TOKEN',
      'MASTER_KEYS',
    ]);
  });

  it('leaves the bot as little as it needs, and time to end', () => {
    const earnest = mapAt('services', 'earnest');
    expect(earnest.read_only).toBe('true');
    expect(earnest.tmpfs).toEqual(['/tmp']);
    expect(earnest.cap_drop).toEqual(['ALL']);
    expect(earnest.security_opt).toEqual(['no-new-privileges:true']);
    expect(earnest).not.toHaveProperty('privileged');
    expect(earnest).not.toHaveProperty('ports');
    expect(Number.parseInt(String(earnest.stop_grace_period), 10)).toBeGreaterThan(10);
  });
});

describe('docker run --env-file .env', () => {
  it('keeps the address, the port and the folder of the image', () => {
    const config = configOf({ ...imageEnv(), ...filled });
    expect(config.http).toEqual({ host: '0.0.0.0', port });
    expect(config.dataDir).toBe(volume);
  });
});

describe('the image', () => {
  it('runs the bot as a plain user who owns nothing but the data', () => {
    expect(instructions('USER')).toEqual(['node']);
    expect(dockerfile.lastIndexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('COPY '));
    expect(instructions('RUN').join('\n')).toContain(`chown node:node ${volume}`);
    expect(dockerfile).not.toMatch(/COPY --chown|chmod [0-7]*7 |ADD /);
    expect(JSON.parse(instructions('CMD').at(-1) ?? '')).toEqual(['node', 'src/main.ts']);
    expect(instructions('STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('is two stages of a pinned Node, with packages from the lockfile only', () => {
    expect(instructions('FROM')).toEqual(['node:24-slim AS packages', 'node:24-slim']);
    expect(instructions('RUN').join('\n')).toContain('npm ci --omit=dev --ignore-scripts');
  });

  it('copies what is there, all that the bot needs, and nothing that docker ignores', () => {
    const copied = instructions('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(/\s+/).slice(0, -1));
    const kept = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    for (const path of copied) {
      expect(globSync(path), path).toHaveLength(1);
      expect(kept).toContain(`!${path}`);
    }
    expect(copied).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', 'src', 'migrations']),
    );
    expect(read('.dockerignore').split('\n')[0]).toBe('*');
  });

  /** Runs the image's own health check; its exit code. */
  const check = (toPort: number): Promise<number | null> => {
    const [, command = '[]'] = /HEALTHCHECK.*?CMD +(\[.*\])/.exec(dockerfile) ?? [];
    const [name, ...args]: readonly string[] = JSON.parse(command);
    expect(name).toBe('node');
    const child = spawn(process.execPath, args, { env: { PORT: String(toPort) }, stdio: 'ignore' });
    return new Promise((resolve) => child.once('close', resolve));
  };

  it('is healthy while the bot answers at its port, and only then', async () => {
    const clock = { now: () => 0 };
    const well = await startHttpServer(createHealthRoutes({ checks: [], clock }), {
      host: '127.0.0.1',
      port: 0,
    });
    const other = await startHttpServer(new Hono(), { host: '127.0.0.1', port: 0 });
    expect(await check(well.port)).toBe(0);
    expect(await check(other.port)).toBe(1);
    await Promise.all([well.stop(), other.stop()]);
    expect(await check(well.port)).toBe(1);
  });
});

describe('the reader of compose.yaml', () => {
  it.each([
    ['a list of lines', 'a:\n  - b'],
    ['an anchor', 'a: &b c'],
    ['text over lines', 'a: |\n  b'],
    ['a name twice', 'a: b\na: c'],
    ['a broken indentation', 'a:\n    b: c\n  d: e'],
    ['a comment behind a value', 'a: b # c'],
  ])('refuses %s instead of misreading it', (_what, text) => {
    expect(() => readYaml(text)).toThrow(/^line \d/);
  });

  it('reads maps, plain and quoted values and lists', () => {
    expect(readYaml("# c\na:\n  b: c d\n  e: 'f: #g'\nh: [i, 'j:k', l m]\nn:\n")).toEqual({
      a: { b: 'c d', e: 'f: #g' },
      h: ['i', 'j:k', 'l m'],
      n: '',
    });
  });
});
