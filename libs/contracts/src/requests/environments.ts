import { ArrayMaxSize, IsArray, IsInt, IsString, Length, Max, MaxLength, Min } from 'class-validator';

import { IsId, MayBeAbsent } from './rules.ts';

const LINES_MAX = 32;
const LINE_LENGTH_MAX = 200;
const AGE_HOURS_MAX = 720;
const ORDER_MAX = 1_000;

export class CreateEnvironmentRequest {
  @IsId()
  readonly environmentId!: string;

  @IsString()
  @Length(1, 120)
  readonly name!: string;

  /** Its place in the order of promotion. */
  @IsInt()
  @Min(0)
  @Max(ORDER_MAX)
  readonly order!: number;
}

/** The impact budgets of an environment from now on; without lines it has none. */
export class SetBudgetsRequest {
  /** Such as `newly_blocked <= 0.1%`; docs/simulation.md has the grammar. */
  @IsArray()
  @ArrayMaxSize(LINES_MAX)
  @IsString({ each: true })
  @MaxLength(LINE_LENGTH_MAX, { each: true })
  readonly lines!: string[];

  /** How old the simulation of a promotion may be; as old as the tenant allows for a submission unless given. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(AGE_HOURS_MAX)
  readonly simulationAgeMaxHours?: number;
}
