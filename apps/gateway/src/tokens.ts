/** What controllers are given, by name: nothing here depends on emitted type metadata. */
export const BEGINNINGS = Symbol('Beginnings');
export const BLOBS = Symbol('BlobStore');
export const CHANGES = Symbol('SubmittedChanges');
export const CONTENTS = Symbol('PolicyContents');
export const DRAFTS = Symbol('Drafts');
export const NOW = Symbol('Now');
export const OUTCOMES = Symbol('CommandOutcomes');
export const PLACES = Symbol('ThreadPlaces');
export const PROGRESS = Symbol('Progress');
export const PUBLIC_DOCUMENTS = Symbol('PublicDocuments');
export const READS = Symbol('Reads');
export const RESULTS = Symbol('Results');
export const SEALING_KEY = Symbol('SealingKey');
export const SEND = Symbol('SendCommand');
export const TENANTS = Symbol('OpenTenants');
export const TEXTS = Symbol('Texts');
export const UPLOADS = Symbol('Uploads');
