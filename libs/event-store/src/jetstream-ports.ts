import type {
  JetStreamPublishOptions,
  PubAck,
  StoredMsg,
  StreamInfoRequestOptions,
} from '@nats-io/jetstream';

/** A message as the broker gives it back. */
export type KeptMessage = Pick<StoredMsg, 'seq' | 'subject' | 'data' | 'header' | 'json'>;

/** What the registry asks of a `JetStreamClient`. Resolves once the broker has confirmed the write. */
export type JetStreamWriter = {
  publish(
    subject: string,
    payload?: Uint8Array | string,
    options?: Partial<JetStreamPublishOptions>,
  ): Promise<Pick<PubAck, 'seq' | 'duplicate'>>;
};

/** The message of a sequence, the first one of a subject from a sequence on, or the last one of a subject. */
export type MessageQuery =
  { readonly seq: number; readonly next_by_subj?: string } | { readonly last_by_subj: string };

/** What the registry asks of a `JetStreamManager`: the leader of a stream answers. */
export type StreamReader = {
  readonly streams: {
    getMessage(stream: string, query: MessageQuery): Promise<KeptMessage | null>;
    info(
      stream: string,
      options?: Partial<StreamInfoRequestOptions>,
    ): Promise<{ readonly state: StreamContent }>;
  };
};

/** The same, and what any server with a copy answers: one that lags as well. Rejects when none answers in time. */
export type JetStreamReader = StreamReader & {
  readonly direct: {
    getBatch(
      stream: string,
      query: { readonly seq: number; readonly next_by_subj: string; readonly batch: number },
    ): Promise<readonly KeptMessage[]>;
  };
};

export type StreamContent = {
  readonly messages: number;
  readonly first_seq: number;
  readonly last_seq: number;
  /** Sequences that are gone between first and last, where they were asked for. */
  readonly deleted?: readonly number[];
  /** Messages by subject, where a filter was given. */
  readonly subjects?: Readonly<Record<string, number>>;
};
