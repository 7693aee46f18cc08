import { createRequire } from 'node:module';
import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { WithoutOwnWrites } from '../own-writes.interceptor.ts';
import { servedFile, type ServedFile } from './served-file.ts';

const own = (name: string, contentType: string) => servedFile(new URL(`./${name}`, import.meta.url), contentType);
const ofSwagger = (name: string, contentType: string) =>
  servedFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${name}`), contentType);

/** The page may run what this origin serves, and ask this origin; `data:` is for the small pictures in its style sheet. */
const POLICY_OF_PAGE =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** What the API is, for programs and for people. Open, since it says nothing of this installation. */
@WithoutOwnWrites()
@Controller('api')
export class ApiDocumentController {
  private readonly document = own('openapi.json', 'application/json');
  private readonly page = own('docs-page.html', 'text/html');
  private readonly script = own('show-document.js', 'text/javascript');
  private readonly swagger = ofSwagger('swagger-ui-bundle.js', 'text/javascript');
  private readonly style = ofSwagger('swagger-ui.css', 'text/css');

  /** This document: OpenAPI 3.1. */
  @Get('openapi.json')
  getDocument(@Res({ passthrough: true }) response: Response): string {
    return answer(this.document, response);
  }

  /** The document as a page, which asks no other host. */
  @Get('docs')
  getPage(@Res({ passthrough: true }) response: Response): string {
    response.set('Content-Security-Policy', POLICY_OF_PAGE);
    return answer(this.page, response);
  }

  @Get('docs/show-document.js')
  getScript(@Res({ passthrough: true }) response: Response): string {
    return answer(this.script, response);
  }

  @Get('docs/swagger-ui-bundle.js')
  getSwagger(@Res({ passthrough: true }) response: Response): string {
    return answer(this.swagger, response);
  }

  @Get('docs/swagger-ui.css')
  getStyle(@Res({ passthrough: true }) response: Response): string {
    return answer(this.style, response);
  }
}

/** May be kept, but is asked for each time: a new version shows at once. Express answers 304 when the caller has it. */
function answer({ text, contentType, etag }: ServedFile, response: Response): string {
  response.set({ 'Content-Type': contentType, 'Cache-Control': 'no-cache', ETag: etag });
  return text;
}
