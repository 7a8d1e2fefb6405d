// Starts the http server where a port is set: health always, the webhook where updates come by it.
import type { Hono } from 'hono';
import type { Log } from '../app/ports.ts';
import type { Store } from '../app/store.ts';
import type { Config } from '../config.ts';
import { createHealthRoutes } from '../http/health.ts';
import { createHttpApp, type HttpServer, startHttpServer } from '../http/server.ts';
import { createWebhookRoutes } from '../http/webhook.ts';
import type { Heartbeat } from '../jobs/heartbeat.ts';
import type { Accept } from '../jobs/intake.ts';
import type { Loop } from '../jobs/loop.ts';
import { STEADY_CLOCK } from './adapters.ts';
import type { Front } from './front.ts';
import { StartProblem } from './start-problem.ts';

/** A loop that failed this often in a row is not running. */
const LOOP_FAILURES_MAX = 5;

export interface ServeDeps {
  readonly config: Config;
  readonly store: Store;
  readonly accept: Accept;
  readonly heartbeat: Heartbeat;
  /** Filled while the bot comes up. */
  readonly loops: readonly Loop[];
  readonly front: Front;
  readonly stopping: AbortSignal;
  readonly log: Log;
}

/** Undefined without a port. Throws StartProblem when the address cannot be had. */
export async function startServer(deps: ServeDeps): Promise<HttpServer | undefined> {
  const { config, log } = deps;
  if (config.http === undefined) return undefined;
  const routes: Hono[] = [healthRoutes(deps)];
  if (config.updates.kind === 'webhook') {
    routes.push(createWebhookRoutes({ secret: config.updates.secret.reveal(), accept: deps.accept, log }));
  }
  const { host, port } = config.http;
  try {
    const server = await startHttpServer(createHttpApp(routes, log), { host, port });
    log.info('http.listening', { host: server.host, port: server.port });
    return server;
  } catch {
    throw new StartProblem([`The http server cannot listen on ${host}, port ${port}: change HOST or PORT.`]);
  }
}

function healthRoutes({ store, heartbeat, loops, front, stopping }: ServeDeps): Hono {
  return createHealthRoutes({
    clock: STEADY_CLOCK,
    checks: [
      { name: 'database', passes: () => store.meta.get('readiness').then(() => true) },
      { name: 'heartbeat', passes: heartbeat.alive },
      { name: 'loops', passes: () => loops.every((loop) => loop.state().failures < LOOP_FAILURES_MAX) },
      { name: 'telegram', passes: () => front.isUp() && front.failures() < LOOP_FAILURES_MAX },
      { name: 'not_stopping', passes: () => !stopping.aborted },
    ],
  });
}
