/** Types of the generated validator. */
import type { ErrorObject } from 'ajv';

declare const validate: {
  (value: unknown): boolean;
  /** Of the last call; null when it was valid. */
  errors?: ErrorObject[] | null;
};
export default validate;
