import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ForecastPlan } from '../application/forecast/forecast-plan.query.ts';
import type { ForecastView } from '../contracts/forecast.views.ts';
import { ForecastPlanRequest } from './forecast-plan.request.ts';

@Controller('plans/:id/forecast')
export class ForecastController {
  constructor(private readonly queries: QueryBus) {}

  /** From what earlier runs cost and what the accounts have left now. It asks the provider nothing and stores nothing. */
  @Post()
  @HttpCode(200)
  forecast(@Param('id') planId: string, @Body() { accounts, windowSeconds }: ForecastPlanRequest): Promise<ForecastView> {
    return this.queries.execute(new ForecastPlan(planId, { accounts, windowSeconds }));
  }
}
