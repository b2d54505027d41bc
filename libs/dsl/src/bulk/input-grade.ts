import type { CvssRating, FindingTuple } from '@policy-registry/finding';

import { baseScoreOf } from '../cvss.ts';
import { compareRatings } from '../severity.ts';
import type { Frame } from './frame.ts';
import { type Grade, gradeOfBand, gradeOfScore, gradeOfText, NO_GRADE } from './grades.ts';

/** The severity of a finding before profiles, as `inputSeverity` finds it. */
export const inputGrade = ({ ratings, vendorBand }: FindingTuple['advisory']): Grade => {
  let highest: CvssRating | undefined;
  let grade: Grade | undefined;
  for (const rating of ratings) {
    if (highest !== undefined && compareRatings(rating, highest) >= 0) continue;
    const rated = gradeOfRating(rating);
    if (rated === undefined) continue;
    highest = rating;
    grade = rated;
  }
  return grade ?? (vendorBand === undefined ? NO_GRADE : gradeOfBand(vendorBand));
};

const gradeOfRating = ({ score, vector }: CvssRating): Grade | undefined => {
  const given = score === undefined ? undefined : gradeOfText(score);
  if (given !== undefined || vector === undefined) return given;
  const base = baseScoreOf(vector);
  return base === undefined ? undefined : gradeOfScore(base);
};

/** How a policy reads the severity of a finding. */
export type GradeOf = (frame: Frame) => Grade;

/** Before profiles: what the lines of a profile read. */
export const unweighted: GradeOf = ({ finding }) => inputGrade(finding.advisory);

/** After profiles, computed once per finding. */
export const gradeWith =
  (weigh: ((frame: Frame, grade: Grade) => Grade) | undefined): GradeOf =>
  (frame) => {
    if (frame.grade !== undefined) return frame.grade;
    const grade = inputGrade(frame.finding.advisory);
    frame.grade = weigh === undefined || grade.score === undefined ? grade : weigh(frame, grade);
    return frame.grade;
  };
