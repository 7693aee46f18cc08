import { timingSafeEqual } from 'node:crypto';
import { CLOCK, ReadModels, type Clock } from '@holdfast/event-sourcing';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { AccessRole } from '../contracts/access-roles.ts';
import { accessStreams, type AccessTokenCreated, type RefusalReason } from '../contracts/access.events.ts';
import { FIRST_TOKEN } from '../domain/first-token.ts';
import { ADMINISTRATOR_TOKEN, type AdministratorToken } from './administrator-token.ts';
import { hashOf } from './token-secret.ts';

/** A token that opens something. */
export interface AccessToken {
  readonly id: string;
  readonly name: string;
  readonly role: AccessRole;
  readonly expiresAt: string | null;
  /** Somebody chose it, and it is so short that it could be found by trying. */
  readonly isGuessable: boolean;
}

/** What a token opens, or why it opens nothing; `name` is then that of a token of ours that was once good. */
export type TokenCheck =
  { readonly ok: true; readonly token: AccessToken } | { readonly ok: false; readonly reason: RefusalReason; readonly name: string | null };

interface KnownToken extends AccessToken {
  readonly tokenHash: string;
  readonly isRevoked: boolean;
}

/** So much of a hash as is looked up; the rest is compared in constant time. */
const LOOKED_UP = 16;

const NOBODY = hashOf('');

/**
 * All tokens, in memory: a request costs no read. What is created or revoked by this process counts at once; in others when their read models
 * show it, some milliseconds later.
 */
@Injectable()
export class TokenDirectory implements OnModuleDestroy {
  readonly #readModels: ReadModels;
  readonly #administrator: AdministratorToken;
  readonly #clock: Clock;
  readonly #createdHere = new Map<string, KnownToken>();
  readonly #revokedHere = new Set<string>();
  readonly #stopListening: () => void;
  #tokens: ReadonlyMap<string, KnownToken>;

  constructor(readModels: ReadModels, @Inject(ADMINISTRATOR_TOKEN) administrator: AdministratorToken, @Inject(CLOCK) clock: Clock) {
    this.#readModels = readModels;
    this.#administrator = administrator;
    this.#clock = clock;
    this.#stopListening = readModels.onApplied((events) => {
      if (events.some(({ stream }) => stream.startsWith(accessStreams))) this.#tokens = this.#load();
    });
    this.#tokens = this.#load();
  }

  check(secret: string): TokenCheck {
    const hash = hashOf(secret);
    const found = this.#tokens.get(hash.slice(0, LOOKED_UP));
    const isSame = timingSafeEqual(Buffer.from(found?.tokenHash ?? NOBODY, 'hex'), Buffer.from(hash, 'hex'));
    if (!found || !isSame) return { ok: false, reason: 'UNKNOWN_TOKEN', name: null };
    const { id, name, role, expiresAt, isGuessable } = found;
    if (found.isRevoked || this.#revokedHere.has(id)) return { ok: false, reason: 'TOKEN_REVOKED', name };
    if (expiresAt !== null && new Date(expiresAt) <= this.#clock()) return { ok: false, reason: 'TOKEN_EXPIRED', name };
    return { ok: true, token: { id, name, role, expiresAt, isGuessable } };
  }

  /** Does not wait for the read models to show that a token was created. */
  learn({ tokenId: id, name, role, tokenHash, expiresAt }: AccessTokenCreated['data']): void {
    this.#createdHere.set(id, { id, name, role, tokenHash, expiresAt, isRevoked: false, isGuessable: false });
    this.#tokens = this.#load();
  }

  /** Does not wait for the read models to show that a token was revoked. */
  forget(tokenId: string): void {
    this.#revokedHere.add(tokenId);
  }

  onModuleDestroy(): void {
    this.#stopListening();
  }

  #load(): ReadonlyMap<string, KnownToken> {
    const sql = 'SELECT id, name, role, tokenHash, expiresAt, isRevoked FROM access_token';
    const rows = this.#readModels.database.all<Omit<KnownToken, 'isRevoked' | 'isGuessable'> & { readonly isRevoked: number }>(sql);
    const stored = rows.map((row): KnownToken => ({ ...row, isRevoked: row.isRevoked === 1, isGuessable: false }));
    for (const { id } of stored) this.#createdHere.delete(id);
    const tokens = [...this.#createdHere.values(), ...stored.filter(({ id }) => id !== FIRST_TOKEN.id), this.#first(stored)];
    return new Map(tokens.map((token) => [token.tokenHash.slice(0, LOOKED_UP), token]));
  }

  /** Known before the read models show it; a token of the settings takes the place of the one that was issued. */
  #first(stored: readonly KnownToken[]): KnownToken {
    const { tokenHash, isOfSettings, isGuessable } = this.#administrator;
    const isRevoked = !isOfSettings && stored.some((token) => token.id === FIRST_TOKEN.id && token.isRevoked);
    return { ...FIRST_TOKEN, role: 'administrator', expiresAt: null, tokenHash, isRevoked, isGuessable };
  }
}
