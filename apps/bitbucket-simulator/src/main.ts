import { readSettings } from './settings.ts';
import { startSimulator } from './simulator.ts';

const simulator = await startSimulator(readSettings(process.env));
const { apiUrl, gitUrl, workspace, credentials } = simulator;
const repositories = simulator.repositories.length;
console.log(JSON.stringify({ apiUrl, gitUrl, workspace, credentials, repositories }));

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void simulator.close());
