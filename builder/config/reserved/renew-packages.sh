#!/bin/sh
# Writes debian-packages.ts anew, from the files named in the arguments: the lists of Debian 12, 13 and testing that apt
# keeps as /var/lib/apt/lists/*_main_binary-amd64_Packages.
set -eu

here=$(dirname "$0")
found=$(mktemp)
trap 'rm -f "$found"' EXIT

# A line for each name that matters: its kind, a blank, the name. A use counts once for each source package.
awk '
    BEGIN {
        RS = ""
        FS = "\n"
        program = "^[a-z]+(-[a-z]+|[0-9]|\\.io)?$"
        part = "^(lib|python|ruby|php|perl|fonts-|node-|task-|gcc-|linux-|gir|golang|haskell|qml)"
        part = part "|-(dev|doc|data|common|bin|dbg|plugins?|dkms|modules|config|theme|utils|tools|base|all)$"
    }
    {
        name = source = relations = ""
        for (at = 1; at <= NF; at++) {
            value = $at
            sub(/^[^:]*: /, "", value)
            if ($at ~ /^Package: /) name = value
            if ($at ~ /^Source: /) { split(value, words, " "); source = words[1] }
            if ($at ~ /^(Pre-)?Depends: |^(Recommends|Suggests): /) relations = relations "," value
            if ($at ~ /^Priority: (required|important|standard)$/) standard[name]
            if ($at ~ /interface::daemon/) daemon[name]
        }
        if (source == "") source = name
        source_of[name] = source
        gsub(/\([^)]*\)|:any|[ ]/, "", relations)
        # A maintainer script makes an account with the help of these.
        if (relations ~ /[,|](adduser|systemd-sysusers)([,|]|$)/) { has_account[name]; has_account[source] }
        count = split(relations, needed, /[,|]/)
        for (at = 1; at <= count; at++) {
            pair = needed[at] SUBSEP source
            if (!(pair in seen)) { seen[pair]; uses[needed[at]]++ }
        }
    }
    END {
        for (name in source_of) {
            if (name !~ program || name ~ part) continue
            source = source_of[name]
            others = uses[name] - ((name, source) in seen)
            serves = (source in has_account) && (name == source || name in has_account || name in daemon)
            if (name in standard || others >= 25) print "NEEDED", name
            else if (serves && others >= 2) print "DAEMONS", name
            else if (serves || others >= 5) print "OTHERS", name
        }
    }' "$@" | LC_ALL=C sort >"$found"

# $1 is the kind, $2 its meaning.
list() {
    printf '\n/** %s */\nexport const %s =\n' "$2" "$1"
    sed -n "s/^$1 //p" "$found" | tr '\n' ' ' | fold -s -w 112 | sed "s/.*/  '&' +/; \$s/ ' +\$/';/"
    printf '\n'
}

{
    printf '/**\n * Names of programs among the packages of Debian 12, 13 and testing. As of %s: written by renew-packages.sh.\n */\n' \
        "$(date -u +%Y-%m)"
    list NEEDED 'Packages of the priorities required, important and standard, and those that 25 or more others name in a relation.'
    list DAEMONS 'Packages with an account of their own that at least two others name in a relation.'
    list OTHERS 'Further packages with an account, and those that five or more others name in a relation.'
} >"$here/debian-packages.ts"
