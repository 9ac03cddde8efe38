import type { PreferenceName, PreferenceSection } from '../../preload/preferences-bridge.ts';

export type FieldKind =
  | { readonly kind: 'flag'; readonly text: string }
  | { readonly kind: 'choice'; readonly choices: readonly (readonly [value: string, text: string])[] }
  | { readonly kind: 'number'; readonly unit: string; readonly none?: string }
  | { readonly kind: 'text'; readonly none?: string }
  | { readonly kind: 'pairs' }
  | { readonly kind: 'zone' }
  | { readonly kind: 'endpoint' }
  | { readonly kind: 'directory'; readonly none: string };

/** One setting in the window. `none` says what no value means. */
export interface FieldDefinition {
  readonly name: PreferenceName;
  readonly section: PreferenceSection;
  readonly label: string;
  readonly help: string;
  readonly input: FieldKind;
}

export const SECTION_TITLES: Readonly<Record<PreferenceSection, string>> = {
  connection: 'Connection',
  recording: 'Recording',
  statistics: 'Statistics',
  appearance: 'Appearance',
  application: 'Application',
  updates: 'Updates',
};

const number = (unit: string, none?: string): FieldKind => ({
  kind: 'number',
  unit,
  ...(none !== undefined && { none }),
});

/** Every setting of the window, in the order of reading. */
export const FIELDS: readonly FieldDefinition[] = [
  {
    name: 'feed',
    section: 'connection',
    label: 'Feed',
    help: 'Where trades come from.',
    input: {
      kind: 'choice',
      choices: [
        ['auto', 'Automatic: live with an API key, else simulated'],
        ['polygon', 'Live market'],
        ['demo', 'Simulated market'],
      ],
    },
  },
  {
    name: 'endpoint',
    section: 'connection',
    label: 'Server',
    help: 'The provider was renamed from Polygon.io to Massive.com; both names lead to the same streams.',
    input: { kind: 'endpoint' },
  },
  {
    name: 'webPort',
    section: 'connection',
    label: 'Web port',
    help: 'Where browsers find the dashboard and monitors its state.',
    input: number(''),
  },
  {
    name: 'wsPort',
    section: 'connection',
    label: 'Stream port',
    help: 'Where clients of the original system and browsers get the data.',
    input: number(''),
  },
  {
    name: 'record',
    section: 'recording',
    label: 'Recording',
    help: 'Simulated trades are recorded only with --data-dir.',
    input: { kind: 'flag', text: 'Record live trades and statistics' },
  },
  {
    name: 'dataDir',
    section: 'recording',
    label: 'Data directory',
    help: 'What is recorded already stays where it is.',
    input: { kind: 'directory', none: "this user's data directory" },
  },
  {
    name: 'statisticsIntervalS',
    section: 'recording',
    label: 'Statistics interval',
    help: 'A statistics row per pair is recorded so often.',
    input: number('seconds'),
  },
  {
    name: 'retentionDays',
    section: 'recording',
    label: 'Keep for',
    help: 'Older recordings are deleted.',
    input: number('days', 'for ever'),
  },
  {
    name: 'retentionGb',
    section: 'recording',
    label: 'Keep at most',
    help: 'The oldest recordings beyond this size are deleted.',
    input: number('GB', 'all'),
  },
  {
    name: 'minFreeGb',
    section: 'recording',
    label: 'Warn when less is free than',
    help: 'Recording pauses by itself when the disk is full, and goes on when there is room.',
    input: number('GB'),
  },
  {
    name: 'backfill',
    section: 'recording',
    label: 'Missed trades',
    help: 'Needs a plan with historical trades.',
    input: { kind: 'flag', text: 'Fetch trades that an outage has missed' },
  },
  {
    name: 'profile',
    section: 'statistics',
    label: 'Profile',
    help: 'How statistics are computed.',
    input: {
      kind: 'choice',
      choices: [
        ['standard', 'Standard: corrected'],
        ['csp', 'CSP: bit-compatible with the original system'],
      ],
    },
  },
  {
    name: 'publishIntervalS',
    section: 'statistics',
    label: 'Publish every',
    help: 'A statistics row per pair so often.',
    input: number('seconds', "the profile's own: 1 (standard), 60 (csp)"),
  },
  {
    name: 'theme',
    section: 'appearance',
    label: 'Theme',
    help: '',
    input: {
      kind: 'choice',
      choices: [
        ['system', 'Like the system'],
        ['light', 'Light'],
        ['dark', 'Dark'],
      ],
    },
  },
  {
    name: 'timeZone',
    section: 'appearance',
    label: 'Time zone',
    help: 'Of every time on screen. Recordings and exported files are in UTC.',
    input: { kind: 'zone' },
  },
  {
    name: 'quickTickers',
    section: 'appearance',
    label: 'Quick tickers',
    help: 'Pairs of the buttons at the top of the dashboard, at most 12, e.g. BTC-USD, ETH-EUR.',
    input: { kind: 'pairs' },
  },
  {
    name: 'startAtLogin',
    section: 'application',
    label: 'Start',
    help: '',
    input: { kind: 'flag', text: 'Start when I log in' },
  },
  {
    name: 'keepInTray',
    section: 'application',
    label: 'Closing the window',
    help: 'The tray icon brings the window back and quits.',
    input: { kind: 'flag', text: 'Keep running in the tray' },
  },
  {
    name: 'notifications',
    section: 'application',
    label: 'Notifications',
    help: '',
    input: { kind: 'flag', text: 'Tell me of outages, of recording that stops and of exports that are done' },
  },
  {
    name: 'logLevel',
    section: 'application',
    label: 'Log level',
    help: 'How much is logged. A log holds no secrets at any level.',
    input: {
      kind: 'choice',
      choices: [
        ['debug', 'Debug: everything'],
        ['info', 'Info'],
        ['warn', 'Warnings and errors'],
        ['error', 'Errors only'],
      ],
    },
  },
  {
    name: 'updates',
    section: 'updates',
    label: 'Updates',
    help: 'Only versions signed by the publisher are taken. The restart is always your choice.',
    input: {
      kind: 'choice',
      choices: [
        ['off', 'Do not look by itself'],
        ['check', 'Say when there is a newer version'],
        ['install', 'Download newer versions too'],
      ],
    },
  },
  {
    name: 'updateFeedUrl',
    section: 'updates',
    label: 'Update address',
    help: 'Where newer versions are looked for.',
    input: { kind: 'text', none: 'the address that this build was made with' },
  },
];

/** A value as a person would write it; for the line that names the default. */
export function valueText({ input }: FieldDefinition, value: unknown): string {
  switch (input.kind) {
    case 'flag':
      return value === true ? 'on' : 'off';
    case 'choice':
      return input.choices.find(([choice]) => choice === value)?.[1] ?? String(value);
    case 'number':
      return value === null ? (input.none ?? 'none') : [String(value), input.unit].filter(Boolean).join(' ');
    case 'pairs':
      return Array.isArray(value) ? value.join(', ') : '';
    case 'zone':
      return value === 'system' ? 'that of the system' : String(value);
    case 'endpoint':
      return value === null ? 'Massive, real-time' : String(value);
    case 'directory':
    case 'text':
      return value === null ? (input.none ?? 'none') : String(value);
  }
}

/** What was typed as a value to check; empty means none where that is possible. */
export function typedValue({ input }: FieldDefinition, text: string): unknown {
  const trimmed = text.trim();
  switch (input.kind) {
    case 'number':
      if (trimmed === '') return input.none === undefined ? '' : null;
      return /^(\d+\.?\d*|\.\d+)$/.test(trimmed) ? Number(trimmed) : trimmed;
    case 'pairs':
      return trimmed
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter((pair) => pair !== '')
        .map((pair) => pair.replace('/', '-'));
    case 'text':
    case 'directory':
    case 'endpoint':
      return trimmed === '' ? null : trimmed;
    default:
      return trimmed;
  }
}

/** A value in the words that are typed. */
export function shownText({ input }: FieldDefinition, value: unknown): string {
  if (input.kind === 'pairs') return Array.isArray(value) ? value.join(', ') : '';
  return value === null || value === undefined ? '' : String(value);
}
