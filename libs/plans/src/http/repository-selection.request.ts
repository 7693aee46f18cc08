import { MayBeOmitted } from '@holdfast/http';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, ValidateBy } from 'class-validator';
import { isRepositoryPattern } from '../contracts/repository-pattern.ts';

const PATTERN =
  'each pattern must be a repository\'s name or "workspace/name", or "project:" and a project\'s key; * stands for any characters of it';

/** A pattern that could fit nothing is a mistake, such as one in the language of another program. */
function ArePatterns(): PropertyDecorator {
  const validate = (value: unknown) => Array.isArray(value) && value.every((one) => typeof one === 'string' && isRepositoryPattern(one));
  return ValidateBy({ name: 'arePatterns', validator: { validate, defaultMessage: () => PATTERN } });
}

/** What is to become of the selection of a plan; what is left out stays. */
export class RepositorySelectionChange {
  @MayBeOmitted()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1_000)
  @ArePatterns()
  include?: string[];

  @MayBeOmitted()
  @IsArray()
  @ArrayMaxSize(1_000)
  @ArePatterns()
  exclude?: string[];
}

/** The selection of a new plan: everything, unless it says otherwise. */
export class RepositorySelectionRequest extends RepositorySelectionChange {
  override include: string[] = ['*'];
  override exclude: string[] = [];
}
