/**
 * Completion for bash, made from the table of verbs: `source node_modules/build-deb/dist/build-deb.bash`.
 */
import {
  DEFAULT_VERB,
  GLOBAL,
  OPTIONS,
  type OptionName,
  type OptionRow,
  optionsOf,
  VERBS,
  type Verb,
} from '../terminal/verbs.ts';

/** The script, for bash 4 and later. */
export function completion(): string {
  const verbs = Object.keys(VERBS) as Verb[];
  const cases = verbs.map((verb) => `    ${verb}) options='${words(optionsOf(verb))} --help' ;;`);
  const always = words([...optionsOf(DEFAULT_VERB), ...GLOBAL]);
  return `# Completion of build-deb for bash.
_build_deb() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} verb= options word
  COMPREPLY=()
  # Bash cuts words at "=" (COMP_WORDBREAKS): --plan=scripts is three words.
  [ "$current" = = ] && previous="$previous=" current=
  [ "$previous" = = ] && previous="\${COMP_WORDS[COMP_CWORD - 2]}="
  case $previous in
${values().join('\n')}
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in ${verbs.join('|')}) verb=$word ;; esac
  done
  case $verb in
${cases.join('\n')}
    *) options='${verbs.join(' ')} ${always}' ;;
  esac
  COMPREPLY=($(compgen -W "$options" -- "$current"))
}
complete -F _build_deb build-deb
`;
}

/** A case for each option with a value. An optional value stands behind "=". */
function values(): string[] {
  return (Object.keys(OPTIONS) as OptionName[]).flatMap((name) => {
    const { value, choices }: OptionRow = OPTIONS[name];
    if (value === undefined && choices === undefined) return [];
    const list = choices === undefined ? '-d' : `-W '${choices.join(' ')}'`;
    const before = value === undefined ? `--${name}=` : `--${name} | --${name}=`;
    return [`    ${before}) COMPREPLY=($(compgen ${list} -- "$current")); return ;;`];
  });
}

/** With the forms of an optional value: `--plan --plan=scripts`. */
function words(names: readonly OptionName[]): string {
  const forms = names.flatMap((name) => {
    const { value, choices = [] }: OptionRow = OPTIONS[name];
    return [`--${name}`, ...(value === undefined ? choices.map((choice) => `--${name}=${choice}`) : [])];
  });
  return forms.join(' ');
}
