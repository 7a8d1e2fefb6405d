import { describe, expect, it } from 'vitest';
import {
  currentFlow,
  forgetChat,
  greetOnce,
  homeMessage,
  rememberFlow,
  rememberHomeMessage,
  runWithDialog,
} from '../../src/bot/dialog-storage.ts';

const FLOW = { flowId: 'f', name: 'deposit', messageId: 5, startedAt: 1 } as const;

describe('what a chat remembers', () => {
  it('is one text that comes back in the next update', async () => {
    const first = await runWithDialog(undefined, async () => {
      rememberFlow(FLOW);
      rememberHomeMessage(9);
      return 'done';
    });
    expect(first.result).toBe('done');
    const second = await runWithDialog(first.state, async () => [currentFlow(), homeMessage()]);
    expect(second.result).toEqual([FLOW, 9]);
    expect(JSON.parse(second.state ?? '')).toEqual(JSON.parse(first.state ?? ''));
  });

  it('is nothing when there is nothing to remember', async () => {
    const { state } = await runWithDialog(undefined, async () => {
      rememberFlow(FLOW);
      rememberFlow(undefined);
    });
    expect(state).toBeUndefined();
  });

  it('is discarded when the update throws', async () => {
    const work = runWithDialog(undefined, async () => {
      rememberFlow(FLOW);
      throw new Error('boom');
    });
    await expect(work).rejects.toThrow('boom');
    const { result } = await runWithDialog(undefined, async () => currentFlow());
    expect(result).toBeUndefined();
  });

  it('begins anew when the stored text cannot be read', async () => {
    for (const damaged of ['{', '[]', '{"flow":{"name":"theft"}}', 'null']) {
      const { result } = await runWithDialog(damaged, async () => currentFlow());
      expect(result).toBeUndefined();
    }
  });

  it('keeps updates that run side by side apart', async () => {
    const run = (messageId: number) =>
      runWithDialog(undefined, async () => {
        rememberHomeMessage(messageId);
        await new Promise((resolve) => setImmediate(resolve));
        return homeMessage();
      });
    const both = await Promise.all([run(1), run(2)]);
    expect(both.map(({ result }) => result)).toEqual([1, 2]);
  });

  it('greets a group once, and forgets all of a chat', async () => {
    const { result, state } = await runWithDialog(undefined, async () => [greetOnce(), greetOnce()]);
    expect(result).toEqual([true, false]);
    const after = await runWithDialog(state, async () => forgetChat());
    expect(after.state).toBeUndefined();
  });

  it('cannot be reached outside an update', () => {
    expect(() => currentFlow()).toThrow('runWithDialog');
  });
});
