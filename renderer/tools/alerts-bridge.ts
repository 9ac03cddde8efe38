import type { AlertsBridge } from '../../preload/alerts-bridge.ts';

/** What the preload script offers this page. */
export function alertsBridge(): AlertsBridge {
  const { alerts } = window as unknown as { readonly alerts?: AlertsBridge };
  if (alerts === undefined) throw new Error('this page belongs to a window of the desktop application');
  return alerts;
}
