import type { DiagnosticsReport } from '../../main/diagnostics/diagnostics-report.ts';
import type { FeedKind } from '../../main/feed/feed.ts';
import { addCommands } from '../commands/registry.ts';
import { createHud } from './hud.ts';
import { watchPaint } from './paint-latency.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The overlay of this page, with its command. `feed` = that of the trades, null while it is not known. */
export function createPageHud(nowMs: () => number, feed: () => FeedKind | null): HTMLElement {
  const { desktop } = window;
  const paint = watchPaint(nowMs);
  const isSameClock = desktop !== undefined || LOOPBACK.test(window.location.hostname);
  const hud = createHud({
    read: desktop === undefined ? readOverHttp : () => desktop.diagnostics(),
    paint: () => (isSameClock && feed() !== 'replay' ? paint : null),
  });
  addCommands(() => [
    {
      id: 'view:hud',
      title: 'View: diagnostics overlay',
      keywords: 'hud latency performance memory cpu',
      accelerator: 'CmdOrCtrl+Shift+H',
      run: () => hud.toggle(),
    },
  ]);
  return hud.element;
}

async function readOverHttp(): Promise<DiagnosticsReport> {
  const response = await fetch('diagnostics', { cache: 'no-store' });
  if (!response.ok) throw new Error(`diagnostics: ${response.status}`);
  return (await response.json()) as DiagnosticsReport;
}
