/**
 * The pipeline for GitLab CI/CD.
 */
import path from 'node:path';
import {
  CHECK,
  CHECK_TOOLS,
  imageOf,
  installCommands,
  installWithoutScripts,
  PUBLISH_TOOLS,
  publishCommands,
  RESULTS,
  SBOM,
} from './commands.ts';
import type { CiFacts } from './facts.ts';
import { scalar } from './yaml.ts';

function items(commands: readonly string[]): string {
  return commands.map((command) => `    - ${scalar(command, '    ')}\n`).join('');
}

/** A variable of the type File holds the path of a file. */
const IMPORT_KEY = [
  `if [ -f "$SIGNING_KEY" ]; then gpg --batch --import "$SIGNING_KEY"; else printf '%s\\n' "$SIGNING_KEY" | gpg --batch --import; fi`,
];

const ARCHIVE = '"$CI_API_V4_URL/projects/$CI_PROJECT_ID/packages/generic/apt-repository/current/repository.tar"';

/**
 * The site of GitLab Pages is replaced as a whole, so the package registry of the project keeps the repository in between.
 * curl drops a password, and no header, where the registry sends it to another host.
 */
const OPEN_ARCHIVE = `repository="$CI_PROJECT_DIR/public"
cd "$CI_PROJECT_DIR"
status=$(curl --silent --show-error --location --user "gitlab-ci-token:$CI_JOB_TOKEN" \\
  --output repository.tar --write-out '%{http_code}' ${ARCHIVE})
case $status in
  200) tar -xf repository.tar ;;
  404) mkdir public ;;
  *) echo "error: the package registry answers $status" >&2; exit 1 ;;
esac`;

const KEEP_ARCHIVE = `cd "$CI_PROJECT_DIR"
tar -cf repository.tar public
curl --fail --silent --show-error --header "JOB-TOKEN: $CI_JOB_TOKEN" \\
  --upload-file repository.tar ${ARCHIVE}`;

/** The text of .gitlab-ci.yml. */
export function gitlabPipeline(facts: CiFacts): string {
  const { member, hasBuild, manager } = facts;
  const below = (place: string): string => path.posix.join(member, place);
  const enter = member === '' ? [] : [`cd "$CI_PROJECT_DIR/${member}"`];
  const trust = 'git config --global --add safe.directory "$CI_PROJECT_DIR"';
  const build = hasBuild ? [manager.build] : [];
  const publish = publishCommands(IMPORT_KEY).join('\n');
  return `# The package for Debian, by build-deb. This file is yours: "build-deb init --ci gitlab" leaves it as it is.
default:
  # Debian 12: what is compiled there runs on later releases too.
  image: ${imageOf(facts)}

stages:
  - package
  - publish

variables:
  # Times and the changelog of the package come from commits and tags.
  GIT_DEPTH: '0'

package:
  stage: package
  script:
${items([trust, ...CHECK_TOOLS, ...enter, ...installCommands(facts), ...build, CHECK])}  artifacts:
    paths:
${RESULTS.map((place) => `      - ${below(place)}\n`).join('')}    reports:
      cyclonedx:
        - ${below(SBOM)}

# The name of this job puts the folder public on the site of GitLab Pages.
pages:
  stage: publish
  needs:
    - package
  rules:
    - if: $CI_COMMIT_TAG =~ /^v/
  # One state of the repository follows the other.
  resource_group: repository
  variables:
    REPOSITORY_URL: $CI_PAGES_URL/
  script:
${items([
  trust,
  ...PUBLISH_TOOLS,
  ...enter,
  ...installWithoutScripts(facts),
  OPEN_ARCHIVE,
  ...enter,
  publish,
  KEEP_ARCHIVE,
])}  artifacts:
    paths:
      - public
`;
}
