# The build command of the sample: installs the workspace where it is not installed yet, and checks the program.
set -eu
if [ ! -d ../../../node_modules ]; then
  (cd ../../.. && npm ci && npm run build:js)
fi
for file in ./*.js; do
  case $file in *.test.js) continue ;; esac
  node --check "$file"
done
