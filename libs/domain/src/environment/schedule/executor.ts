/** Who carries out a scheduled promotion: a process that is named after it, and is good for nothing else. */
export const executorOf = (promotionId: string): string => `promotion:${promotionId}`;
