/** The declarative description of an operation's input, from which one validator checks every request. */
export type Field = TextField | IntegerField | BooleanField | ListField | StructureField;

export interface TextField {
  readonly type: "text";
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** A regular expression for the whole value, as AWS prints it in its refusal. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** AWS leaves the value of such a member out of its refusal. */
  readonly sensitive?: boolean;
}

export interface IntegerField {
  readonly type: "integer";
  readonly required?: boolean;
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanField {
  readonly type: "boolean";
  readonly required?: boolean;
}

export interface ListField {
  readonly type: "list";
  readonly required?: boolean;
  readonly max?: number;
  readonly of: TextField | StructureField;
}

export interface StructureField {
  readonly type: "structure";
  readonly required?: boolean;
  readonly fields: Fields;
}

/** Fields by their name on the wire. */
export type Fields = Readonly<Record<string, Field>>;

const text = (field: Omit<TextField, "type">): TextField => ({ type: "text", ...field });

/** Makes a field required. */
export function required<F extends Field>(field: F): F & { readonly required: true } {
  return { ...field, required: true };
}

const namePattern = String.raw`[\w+=,.@-]+`;
const wordPattern = String.raw`[\w]+`;
const latinPattern = String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+`;
const tagPattern = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;

/** The shapes of the IAM service model that the 42 operations' inputs use, named as there. */
export const existingUserName = text({ min: 1, max: 128, pattern: namePattern });
export const userName = text({ min: 1, max: 64, pattern: namePattern });
export const accessKeyId = text({ min: 16, max: 128, pattern: wordPattern });
export const status = text({ values: ["Active", "Inactive", "Expired"] });
export const marker = text({ min: 1, max: 320, pattern: String.raw`[\u0020-\u00FF]+` });
export const maxItems: IntegerField = { type: "integer", min: 1, max: 1000 };
export const password = text({ min: 1, max: 128, pattern: latinPattern, sensitive: true });
export const path = text({ min: 1, max: 512, pattern: String.raw`(\u002F)|(\u002F[\u0021-\u007E]+\u002F)` });
export const virtualMfaDeviceName = text({ min: 1, pattern: namePattern });
export const serialNumber = text({ min: 9, max: 256, pattern: String.raw`[\w+=/:,.@-]+` });
export const authenticationCode = text({ min: 6, max: 6, pattern: String.raw`[\d]+` });
export const serviceName = text({});
export const serviceCredentialId = text({ min: 20, max: 128, pattern: wordPattern });
export const publicKeyMaterial = text({ min: 1, max: 16384, pattern: latinPattern });
export const publicKeyId = text({ min: 20, max: 128, pattern: wordPattern });
export const encoding = text({ values: ["SSH", "PEM"] });
export const certificateBody = text({ min: 1, max: 16384, pattern: latinPattern });
export const certificateId = text({ min: 24, max: 128, pattern: wordPattern });
export const arn = text({ min: 20, max: 2048 });
export const policyPath = text({ min: 1, max: 512, pattern: String.raw`((/[A-Za-z0-9\.,\+@=_-]+)*)/` });
export const assignmentStatus = text({ values: ["Assigned", "Unassigned", "Any"] });
export const tagKey = text({ min: 1, max: 128, pattern: `${tagPattern}+` });
const tagValue = text({ min: 0, max: 256, pattern: `${tagPattern}*` });
export const tags: ListField = {
  type: "list",
  max: 50,
  of: { type: "structure", fields: { Key: required(tagKey), Value: required(tagValue) } },
};
export const tagKeys: ListField = { type: "list", max: 50, of: tagKey };
export const actionNames: ListField = { type: "list", of: text({ min: 3, max: 128 }) };
export const resourceArns: ListField = { type: "list", of: text({ min: 1, max: 2048 }) };
export const policyDocument = text({ min: 1, max: 131072, pattern: latinPattern });
export const contextEntries: ListField = {
  type: "list",
  of: {
    type: "structure",
    fields: {
      ContextKeyName: text({ min: 5, max: 256 }),
      ContextKeyValues: { type: "list", of: text({}) },
      ContextKeyType: text({
        values: ["string", "stringList", "numeric", "numericList", "boolean", "booleanList", "ip", "ipList", "binary", "binaryList", "date", "dateList"],
      }),
    },
  },
};
export const flag: BooleanField = { type: "boolean" };

/** The two inputs of every paginated list. */
export const paging = { Marker: marker, MaxItems: maxItems };

/** An integer between two bounds. */
export function integer(min: number, max: number): IntegerField {
  return { type: "integer", min, max };
}

/** A text with bounds, for the few shapes that only one operation uses. */
export function boundedText(min: number, max: number, pattern?: string): TextField {
  return text({ min, max, ...(pattern !== undefined && { pattern }) });
}
