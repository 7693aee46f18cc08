import { formatPosition, ReadModels, type ReadModelsStatus } from '@holdfast/event-sourcing';
import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { WithoutOwnWrites } from './own-writes.interceptor.ts';

/** How far the read models of this process are; those of another process are its own. */
export interface ReadModelsView extends ReadModelsStatus {
  /** The position up to which the event store holds something for them; null when there is nothing, or the store cannot be reached. */
  readonly lastStored: string | null;
}

/** Answers also while the read models stand still. */
@WithoutOwnWrites()
@Controller('read-models')
export class ReadModelsController {
  constructor(private readonly readModels: ReadModels) {}

  @Get()
  async get(): Promise<ReadModelsView> {
    const lastStored = await this.readModels.lastStored().catch(() => undefined);
    return { ...this.readModels.status(), lastStored: lastStored ? formatPosition(lastStored) : null };
  }

  /** Builds them anew beside those that are served. Answers at once; a second request joins the building that is under way. */
  @Post('rebuild')
  @HttpCode(202)
  rebuild(): Promise<ReadModelsView> {
    this.readModels.requestRebuild();
    return this.get();
  }
}
