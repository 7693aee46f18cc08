import { Sender, type Caller } from '@holdfast/http';
import { Controller, Get } from '@nestjs/common';
import type { AccessRole } from '../contracts/access-roles.ts';
import type { SenderView } from '../contracts/access.views.ts';

@Controller('me')
export class SenderController {
  /** Whose token the request carries. */
  @Get()
  get(@Sender() { tokenId, name, role, expiresAt }: Caller): SenderView {
    return { id: tokenId, name, role: role as AccessRole, expiresAt };
  }
}
