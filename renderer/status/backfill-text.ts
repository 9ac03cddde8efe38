import type { BackfillStatus } from '../../main/recording/backfill/backfill-status.ts';
import { NOTHING, numbers } from '../format/number.ts';

/** What is known of fetching missed trades, in words; null = nothing is fetched in this run. */
export function backfillText(backfill: BackfillStatus | null): string {
  if (backfill === null) return NOTHING;
  const { state, reason, recovered, gapsLeft, pairsDone, pairsTotal } = backfill;
  const fetched = `${numbers.count(recovered)} fetched`;
  switch (state) {
    case 'off':
      return recovered > 0 ? `off, ${fetched}. ${reason ?? ''}`.trim() : `off. ${reason ?? ''}`.trim();
    case 'idle':
      return fetched;
    case 'running': {
      const gaps = gapsLeft > 1 ? `${numbers.count(gapsLeft)} gaps left, ` : '';
      const trouble = reason === null ? '' : `. ${reason} Trying again.`;
      return `${fetched}; ${gaps}${numbers.count(pairsDone)} of ${numbers.count(pairsTotal)} pairs${trouble}`;
    }
    case 'stopped':
      return `stopped, ${fetched}. ${reason ?? ''}`.trim();
  }
}

/** The same for the status bar: only what is out of the ordinary. */
export function backfillHint(backfill: BackfillStatus | null): string {
  if (backfill?.state === 'running' && backfill.gapsLeft > 0) return ', fetching missed trades';
  return backfill?.state === 'stopped' ? ', missed trades not fetched' : '';
}
