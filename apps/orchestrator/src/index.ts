export { OrchestratorModule } from './orchestrator.module.ts';
