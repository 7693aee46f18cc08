export { DescribedAnswers } from './described-answers.ts';
export { describedFetch } from './described-fetch.ts';
