import type { Problem } from '../errors/problem.ts';

/** The request was answered before, with this problem. */
export class AnsweredError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}
