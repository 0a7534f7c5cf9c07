/**
 * The forms of tokens of further issuers, each after its issuer's documentation. A form is exact: its beginning is a word of
 * this issuer alone, or its length and letters are given.
 */

/** As in contents.ts. */
interface IssuerForm {
  what: string;
  /** Its first group is the part that a placeholder fills with one letter. */
  looks: RegExp;
}

export const ISSUERS: readonly IssuerForm[] = [
  // "Token overview", GitLab token prefixes.
  {
    what: 'a token of GitLab',
    looks: /(?<![\w-])gl(?:pat|rt|dt|ptt|oas|soat|agent|imt|ft|cbt)-((?=[\w-]*\d)[\w-]{20,})/,
  },
  { what: 'a key of SendGrid', looks: /(?<![\w-])SG\.([\w-]{22})\.[\w-]{43}(?![\w-])/ },
  { what: 'a key of Anthropic', looks: /(?<![\w-])sk-ant-[a-z]+\d\d-([\w-]{80,})/ },
  // The middle of each key is "OpenAI" in base64.
  { what: 'a key of OpenAI', looks: /(?<![\w-])sk-(?:[a-z]+-)?([\w-]{20,})T3BlbkFJ[\w-]{20,}/ },
  { what: 'a token of Hugging Face', looks: /(?<!\w)hf_([A-Za-z]{34})(?!\w)/ },
  { what: 'a token of Docker', looks: /(?<!\w)dckr_[po]at_([\w-]{27,})/ },
  { what: 'a token of DigitalOcean', looks: /(?<!\w)do[opr]_v1_([a-f0-9]{64})(?!\w)/ },
  { what: 'a token of PyPI', looks: /(?<![\w-])pypi-AgE([\w-]{50,})/ },
  { what: 'a token of Shopify', looks: /(?<!\w)shp(?:at|ca|pa|ss)_([a-fA-F0-9]{32})(?!\w)/ },
  { what: 'a token of Vault', looks: /(?<![\w.])hv[bs]\.((?=[\w-]*\d)[\w-]{90,})/ },
  { what: 'a storage key of Azure', looks: /AccountKey=([A-Za-z0-9+/]{86})==/ },
  // "Bot tokens": the number of the bot, and 35 letters.
  { what: 'a token of a Telegram bot', looks: /(?<![\w:])\d{8,10}:AA([\w-]{33})(?![\w-])/ },
  {
    what: 'the address of a webhook of Discord',
    looks: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/([\w-]{60,})/,
  },
  { what: 'a token of Grafana', looks: /(?<!\w)glsa_([A-Za-z0-9]{32})_[a-fA-F0-9]{8}(?!\w)/ },
  { what: 'a key of age', looks: /(?<![\w-])AGE-SECRET-KEY-1([0-9A-Z]{58})(?!\w)/ },
  // npmrc(5): a password in base64.
  { what: 'a password of npm', looks: /:_password\s*=\s*["']?([A-Za-z0-9+/]{8,})/ },
];

/** The beginnings of all of them. */
export const BEGINNINGS =
  /gl[a-z]{2,5}-|SG\.|sk-|T3BlbkFJ|hf_|dckr_|do[opr]_v1_|pypi-|shp[acps][ast]_|hv[bs]\.|AccountKey=|:AA|api\/webhooks|glsa_|AGE-SEC|:_password/;
