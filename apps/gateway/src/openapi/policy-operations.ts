import { changed, created, list, one, type Operation } from './answers.ts';

/** Policies, their drafts and what these begin with, by the name of the controller's method. */
export const POLICY_OPERATIONS: Readonly<Record<string, Operation>> = {
  createPolicy: {
    summary: 'Create a policy: empty, from a template, or from a version of another policy',
    answers: created('Policy'),
  },
  listTemplates: { summary: 'What policies may begin with', answers: list('Template') },
  listPolicies: {
    summary: 'Policies in bytewise order of their ids, those that have everything that is asked for',
    answers: list('Policy'),
  },
  changeOwner: {
    summary: 'Name who answers for a policy: for its owner and administrators, once it has one',
    answers: changed('Policy'),
  },
  getPolicy: { summary: 'A policy', answers: one('Policy') },
  diffPolicy: {
    summary:
      'What two contents of a policy have otherwise: files as unified diffs, and rules as they are compiled. r3 is a revision, v2 a version',
    answers: one('PolicyDiff'),
  },
  suggestVersion: {
    summary: 'The semantic version that a revision asks for, by what it changes over the last published one',
    answers: one('SuggestedVersion'),
  },
  saveWorkspace: {
    summary: 'Save the files of a policy as a revision, and wait a little for its compilation',
    answers: created('Revision'),
    condition: 'required',
  },
  putFile: {
    summary:
      'Save one file of the draft as a revision; the same content changes nothing, and a conflict says what both sides have',
    answers: created('Revision'),
    condition: 'required',
  },
  deleteFile: {
    summary: 'Save the draft without one of its files',
    answers: created('Revision'),
    condition: 'required',
  },
  restoreWorkspace: {
    summary: 'Save an earlier revision, or a version of this policy or another, as the next revision',
    answers: created('Revision'),
    condition: 'required',
  },
  getWorkspace: { summary: 'The last revision', answers: one('Revision') },
  listRevisions: { summary: 'Revisions, newest first', answers: list('Revision') },
  getRevision: { summary: 'A revision', answers: one('Revision') },
};
