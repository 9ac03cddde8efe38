export function startVirtualDisplay(): Promise<{ env: NodeJS.ProcessEnv; stop(): void }>;
