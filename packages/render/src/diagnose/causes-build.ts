import type { CatalogueEntry } from './catalogue-entry.js'

const builds = 'https://render.com/docs/troubleshooting-deploys'

/** What a build fails by, packages aside. */
export const buildCauses: readonly CatalogueEntry[] = [
  {
    code: 'typescript',
    title: 'The TypeScript compiler found errors',
    kind: 'cause',
    on: { build: [/error TS\d{4,5}:/, /\bTS\d{4,5} \[ERROR\]: /, /^Type error: /] },
    fix: 'Fix the type errors. When only types of packages are missing, install devDependencies in the build: npm ci --include=dev',
    source: builds,
  },
  {
    code: 'lint-errors',
    title: 'The build ends at remarks of the linter',
    kind: 'cause',
    on: {
      build: [
        /Treating warnings as errors because process\.env\.CI = true/,
        /^\d+:\d+ +Error: .{1,300} {2}[@\w/-]+$/,
        /✖ \d+ problems? \([1-9]\d* errors?/,
      ],
    },
    fix: 'Fix what is named. For create-react-app, CI=false npm run build lets warnings pass',
    source: 'https://nextjs.org/docs/app/api-reference/config/eslint',
  },
  {
    code: 'prerender',
    title: 'The page $1 cannot be rendered in the build',
    kind: 'symptom',
    confidence: 'high',
    on: {
      build: [
        /Error occurred prerendering page "([^"]+)"/,
        /Export encountered an error on (\S+?),/,
        /Failed to collect page data for (\S+)/,
      ],
    },
    fix: 'The error beside it says why. No server of your own answers during a build: render pages that ask one when they are asked for',
    source: 'https://nextjs.org/docs/messages/prerender-error',
  },
  {
    code: 'bundler',
    title: 'The bundler cannot find $1',
    kind: 'cause',
    on: {
      build: [
        /Module not found: (?:Error: )?Can't resolve '([^']+)'/,
        /Could not resolve ["']([^"']+)["']/,
        /Rollup failed to resolve import "([^"]+)"/,
        /Can't find stylesheet to import/,
      ],
    },
    fix: 'Add the package to package.json. A file of your own: names are case-sensitive on Linux, and ignored files are not in the repository',
    source: 'https://render.com/tutorials/when-deploys-go-wrong/build-failures',
  },
  {
    code: 'bundle-budget',
    title: 'The bundle is larger than its budget',
    kind: 'cause',
    on: { build: [/\[ERROR\] .*exceeded maximum budget/] },
    fix: 'Load parts of it later, or raise maximumError of "budgets" in angular.json',
    source: 'https://angular.dev/tools/cli/build#configuring-size-budgets',
  },
  {
    code: 'java-version',
    title: 'The build needs another version of Java',
    kind: 'cause',
    on: {
      build: [
        /requires at least JVM runtime version \d+/,
        /(?:invalid target release|release version \d+ not supported)/,
      ],
    },
    fix: 'Take a base image with that JDK in the Dockerfile, as eclipse-temurin:21',
    source: 'https://docs.gradle.org/current/userguide/compatibility.html',
  },
  {
    code: 'compiler',
    title: 'The compiler found errors',
    kind: 'cause',
    on: {
      build: [
        /^error\[E\d{4}\]: /,
        /error: could not compile `([^`]+)`/,
        /^(?:\.\/)?[\w/.-]+\.go:\d+:\d+: (?:undefined|cannot|syntax error|imported and not used|declared and not used)/,
        /package \S+ is not in (?:std|GOROOT)/,
        /go: .*(?:missing go\.sum entry|module .* found .*, but does not contain package)/,
        /fatal error: [\w/.-]+\.h: No such file or directory/,
        /\[ERROR\] (?:Failed to execute goal|COMPILATION ERROR)/,
      ],
    },
    fix: 'The first error of the build log is the one to fix; try the build command on a fresh checkout',
    source: builds,
  },
  {
    code: 'collectstatic',
    title: 'Django cannot collect the static files',
    kind: 'cause',
    on: {
      log: [
        /You're using the staticfiles app without having set the STATIC_ROOT setting/,
        /The file '([^']+)' could not be found with <.*(?:Manifest|Static).*Storage/,
        /Missing staticfiles manifest entry for '([^']+)'/,
        /MissingFileError: The file/,
      ],
    },
    fix: 'Set STATIC_ROOT, run collectstatic in the build command, and remove references to files that do not exist',
    source: 'https://docs.djangoproject.com/en/stable/ref/contrib/staticfiles/',
  },
  {
    code: 'rails-key',
    title: 'Rails cannot read its secrets',
    kind: 'cause',
    on: {
      log: [
        /Missing `secret_key_base` for/,
        /MessageEncryptor::InvalidMessage/,
        /Missing encryption key to decrypt file with/,
        /ArgumentError: key must be 16 bytes/,
      ],
    },
    fix: 'Set RAILS_MASTER_KEY on the service to what config/master.key holds; SECRET_KEY_BASE_DUMMY=1 is enough for assets:precompile',
    source: 'https://guides.rubyonrails.org/security.html#custom-credentials',
  },
  {
    code: 'prisma-setup',
    title: 'Prisma has no schema, no client, or the engine of another system',
    kind: 'cause',
    on: {
      log: [
        /Could not find Prisma Schema that is required/,
        /@prisma\/client did not initialize yet/,
        /Cannot find module '\.prisma\/client/,
        /Prisma Client could not locate the Query Engine/,
        /Unable to require\(`[^`]*query_engine/,
        /Prisma cannot find the required `libssl`/,
      ],
    },
    fix: 'Run prisma generate in the build, where the schema is (copy it before npm ci in a Dockerfile); install openssl in slim images',
    source: 'https://www.prisma.io/docs/orm/prisma-client/setup-and-configuration/generating-prisma-client',
  },
  {
    code: 'windows-line-ends',
    title: 'A script has the line ends of Windows',
    kind: 'cause',
    on: {
      log: [
        /(?:bash|sh|node|python3?|ruby)\\r['’]?: No such file/,
        /\$'\\r': command not found/,
        /: set: -(?:$|: invalid option)/,
        /: cannot execute: required file not found/,
        /\^M: bad interpreter/,
      ],
    },
    fix: 'Write it with LF alone: *.sh text eol=lf in .gitattributes, then git add --renormalize . It has them not? Then its first line names a program that is not there',
    source: 'https://git-scm.com/docs/gitattributes#_eol',
  },
  {
    code: 'root-directory-missing',
    title: 'The root directory of the service does not exist in the repository',
    kind: 'cause',
    on: { build: [/Service Root Directory "[^"]*" is missing/i, /Root directory "?([^"\s]+)"? does not exist/i] },
    fix: 'Correct the root directory of the service, or the branch that it deploys',
    source: 'https://render.com/docs/monorepo-support',
  },
  {
    code: 'publish-directory-missing',
    title: 'The build did not write the publish directory $1',
    kind: 'cause',
    on: { build: [/Publish directory (\S+) does not exist/i] },
    fix: 'Set the publish path to the folder that the build writes: dist, build, out or public',
    source: 'https://render.com/docs/static-sites',
  },
  {
    code: 'clone-failed',
    title: 'The repository, branch or commit cannot be read',
    kind: 'cause',
    on: {
      build: [
        /fatal: (?:repository '.+' not found|Remote branch \S+ not found|could not read Username for)/,
        /It looks like we don't have access to your repo/,
        /fatal: (?:reference is not a tree|unable to checkout)/,
        /fatal: clone of '.+' into submodule path/,
      ],
    },
    fix: "Give Render's GitHub or GitLab application access to the repository again, and check branch, commit and submodules",
    source: 'https://render.com/docs/github',
  },
  {
    code: 'dockerfile-missing',
    title: 'The Dockerfile, or the build context, is not where the build looks for it',
    kind: 'cause',
    on: {
      build: [
        /failed to (?:solve|read dockerfile).*(?:Dockerfile|dockerfile).*(?:no such file or directory|not found)/i,
        /error: invalid local: resolve : lstat/,
      ],
    },
    fix: 'Correct the path of the Dockerfile and the Docker context of the service; both count from the root of the repository',
    source: 'https://render.com/docs/docker',
  },
  {
    code: 'docker-copy',
    title: 'A file that the Dockerfile copies is not in the build context',
    kind: 'cause',
    on: {
      build: [/failed to (?:compute cache key|calculate checksum of ref).*"([^"]+)"(?:: not found)?/, /COPY failed:/],
    },
    fix: 'Commit the file, take it out of .dockerignore, or correct the Docker context of the service',
    source: 'https://docs.docker.com/build/concepts/context/',
  },
  {
    code: 'docker-step',
    title: 'A command of the Dockerfile failed: $1',
    kind: 'symptom',
    confidence: 'medium',
    on: {
      build: [
        /process "((?:[^"\\]|\\.)+)" did not complete successfully: exit code: (?!137)/,
        /error building image: /,
      ],
    },
    fix: 'The lines above it are the output of that command; try it with docker build on your machine',
    source: 'https://docs.docker.com/build/',
  },
  {
    code: 'build-command-not-found',
    title: 'The build command uses $1, which is not there',
    kind: 'cause',
    on: {
      build: [
        /(?:line \d+|\d+): (?:exec: )?([\w./-]+): (?:command )?not found/,
        /^(?:\S+: )?(?:line \d+|\d+): (?:exec: |cd: )?([\w./-]+): No such file or directory/,
        /^(?:\S+: )?\d+: cd: can't cd to (\S+)/,
      ],
    },
    fix: 'Install it in the build (dependencies of the build belong into "dependencies"), or choose the runtime that has it; a script or folder of your own counts from the root directory',
    source: builds,
  },
  {
    code: 'build-out-of-memory',
    title: 'The build ran out of memory',
    kind: 'cause',
    on: {
      build: [
        /Ran out of memory \(used over .+\) while building/i,
        /JavaScript heap out of memory/,
        /did not complete successfully: exit code: 137/,
        /^Killed$/,
        /ELIFECYCLE.*exit code 137/,
      ],
      event: [/^build_ended.* oomKilled/],
    },
    fix: 'Build on a larger build plan, with less at a time, or build an image elsewhere; NODE_OPTIONS=--max-old-space-size only moves the limit of Node',
    source: 'https://render.com/docs/build-pipeline',
  },
  {
    code: 'build-timed-out',
    title: 'The build took too long and was ended',
    kind: 'cause',
    on: {
      build: [/Timed out while building/i, /Build (?:timed out|exceeded the .*time limit)/i],
      event: [/^build_ended.* timedOut/],
    },
    fix: 'A build has 120 minutes: look for a command that waits for input or never ends, such as a development server',
    source: 'https://render.com/docs/deploys',
  },
  {
    code: 'build-error-line',
    title: 'The first error in the build log: $1',
    kind: 'clue',
    on: {
      build: [
        /^(?:remote: |npm )?(?:ERROR|Error|error|fatal|FATAL|✘ \[ERROR\]|\[ERROR\]|\*\* \(\w+\))[: ] *(?!code |errno |path |A complete log|pip's dependency resolver)(\S.+)/,
        /^((?:\w+\.){0,6}[A-Z]\w*(?:Error|Exception)(?:: .+|$))/,
      ],
    },
    status: ['build_failed', 'pre_deploy_failed'],
    fix: 'It is no error that is known here: read it, and the lines beside it',
    source: builds,
  },
  {
    code: 'build-failed',
    title: 'The build command failed',
    kind: 'outcome',
    on: {
      build: [/^==> Build failed/, /Exited with status \d+ while building your code/],
      event: [/^build_ended failed.* nonZeroExit/],
      status: [/^build_failed$/],
    },
    status: ['build_failed'],
    fix: 'The first error in the build log is the cause; try the build command on a fresh checkout',
    source: builds,
  },
]
