import type { ResourceName } from './resources.ts';

/** What an operation does, and what it answers by status; refusals come with every operation. */
export type Operation = {
  readonly summary: string;
  readonly answers: Readonly<Record<number, Content>>;
  /** Which conditional headers it takes. */
  readonly condition?: 'required' | 'optional';
  /** Takes the tags of what the caller has, and answers 304 where it is the same still. */
  readonly revalidates?: true;
};

export type Content = {
  readonly description: string;
  /** Absent: there is no content. */
  readonly mediaType?: string;
  /** A resource, or a list of it; bytes and text when there is none. */
  readonly resource?: ResourceName;
  readonly isList?: boolean;
  /** May be a Pending, where even the resource is not known yet. */
  readonly isMaybePending?: boolean;
  /** May be a DryRun, where the request is one. */
  readonly isMaybeDry?: boolean;
  /** What else it may be, when the request asks for it. */
  readonly otherMediaTypes?: readonly string[];
};

export const json = (resource: ResourceName, description: string): Content => ({
  description,
  mediaType: 'application/json',
  resource,
});
export const one = (resource: ResourceName) => ({ 200: json(resource, 'As it is now') });
export const list = (resource: ResourceName) => ({
  200: { ...json(resource, 'In the documented order'), isList: true },
});
export const pending = json('Pending', 'Not over yet: ask at Location');
export const underWay = (resource: ResourceName, description: string): Content => ({
  ...json(resource, `${description}; a Pending where even that is not known yet`),
  isMaybePending: true,
});
export const changed = (resource: ResourceName) => ({ 200: json(resource, 'As it is now'), 202: pending });
export const created = (resource: ResourceName) => ({
  201: json(resource, 'Made, at Location'),
  200: json(resource, 'It was so already'),
  202: pending,
});
export const bytes = (mediaType: string, description: string) => ({ 200: { description, mediaType } });
