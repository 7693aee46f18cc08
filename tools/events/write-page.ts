import { readFileSync, writeFileSync } from 'node:fs';
import { withFacts } from './events-page.ts';
import { pageFile, productCatalogue } from './product-catalogue.ts';
import { formatted } from './formatted.ts';

/** Brings the fields and examples of `docs/events.md` up to date. */
const page = withFacts(readFileSync(pageFile, 'utf8'), productCatalogue());
writeFileSync(pageFile, await formatted(page, pageFile));
