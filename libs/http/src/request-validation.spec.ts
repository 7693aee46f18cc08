import { describe, expect, it } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, IsString, ValidateNested } from 'class-validator';
import { InvalidRequestError } from './invalid-request.error.ts';
import { MayBeOmitted } from './may-be-omitted.ts';
import { fieldsRefused, requested } from './testing/requested.ts';

class Door {
  @IsString()
  colour!: string;

  @MayBeOmitted()
  @IsBoolean()
  open = false;
}

class House {
  @IsInt()
  floors!: number;

  @IsObject()
  @ValidateNested()
  @Type(() => Door)
  door!: Door;
}

const refusalOf = (sent: unknown) =>
  requested(House, sent).then(
    () => null,
    (error: unknown) => error,
  );

describe('a request', () => {
  it('becomes what its class says, with the defaults of what was left out', async () => {
    const house = await requested(House, { floors: 2, door: { colour: 'red' } });
    expect(house).toEqual({ floors: 2, door: { colour: 'red', open: false } });
    expect(house.door).toBeInstanceOf(Door);
  });

  it('is refused with everything that is wrong with it, each by its path', async () => {
    const refusal = await refusalOf({ floors: 'two', door: { colour: 7, open: 'ajar' }, garden: true });
    expect(refusal).toBeInstanceOf(InvalidRequestError);
    expect(refusal).toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'The request is not valid.',
      errors: [
        { field: 'garden', message: 'property garden should not exist' },
        { field: 'floors', message: 'floors must be an integer number' },
        { field: 'door.colour', message: 'colour must be a string' },
        { field: 'door.open', message: 'open must be a boolean value' },
      ],
    });
  });

  it('does not take null for a default', async () => {
    expect(await fieldsRefused(House, { floors: 2, door: { colour: 'red', open: null } })).toEqual(['door.open']);
    expect(await fieldsRefused(House, { floors: 2, door: null })).toEqual(['door']);
  });

  it('names what is missing when nothing was sent', async () => {
    expect(await fieldsRefused(House, undefined)).toEqual(['floors', 'door']);
    expect(await fieldsRefused(House, null)).toEqual(['floors', 'door']);
  });

  it.each(['[', '{"door":'])('is refused for going deeper than any stack: %s', async (level) => {
    const deep: unknown = JSON.parse(`${level.repeat(50_000)}1${(level === '[' ? ']' : '}').repeat(50_000)}`);
    expect(await fieldsRefused(House, deep)).toEqual(['body']);
    expect(await fieldsRefused(House, { floors: 2, door: { colour: 'red' }, garden: deep })).toEqual(['body']);
  });

  it('is answered with a hundred mistakes at the most', async () => {
    const sent = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`unknown${index}`, index]));
    expect(((await refusalOf(sent)) as InvalidRequestError).errors).toHaveLength(100);
  });
});
