import { MayBeOmitted } from '@holdfast/http';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn } from 'class-validator';

/** The kinds of metadata that can be captured. */
export const metadataKinds = ['pullrequests'] as const;

/** What is to become of the content of a plan; what is left out stays. */
export class PlanContentChange {
  @MayBeOmitted()
  @IsBoolean()
  git?: boolean;

  @MayBeOmitted()
  @IsBoolean()
  lfs?: boolean;

  /** Bitbucket itself writes `pullrequests`; spellings with a dash, an underscore or a capital mean the same. */
  @MayBeOmitted()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? value.map(inProvidersSpelling) : value))
  @IsArray()
  @ArrayMaxSize(100)
  @IsIn(metadataKinds, { each: true, message: `each kind of metadata must be one that can be captured: ${metadataKinds.join(', ')}` })
  metadata?: string[];
}

/** The content of a new plan. */
export class PlanContentRequest extends PlanContentChange {
  override git = true;
  override lfs = false;
  override metadata: string[] = [...metadataKinds];
}

function inProvidersSpelling(kind: unknown): unknown {
  return typeof kind === 'string' ? kind.toLowerCase().replaceAll(/[-_ ]/g, '') : kind;
}
