import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CommandIo } from '../../../main/inspect/inspect-command.ts';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with outputs of its own. */
export async function runCommand(
  command: (args: readonly string[], io: CommandIo) => Promise<number>,
  ...args: string[]
): Promise<CommandResult> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await command(args, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, stdout: out, stderr: err };
}
