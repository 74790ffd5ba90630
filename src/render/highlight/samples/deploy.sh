#!/usr/bin/env bash
set -euo pipefail

# Where the state lives.
readonly BUCKET="tf-state-${AWS_REGION:-us-east-1}"
export TF_VAR_name='web'
count=0

log() {
  local level=$1; shift
  printf '%s [%s] %s\n' "$(date +%F)" "$level" "$*" >&2
}

for dir in modules/*/; do
  if [[ -f "$dir/main.tf" && $dir =~ ^modules/[a-z]+ ]]; then
    terraform -chdir="$dir" init -backend-config="bucket=$BUCKET" --input=false
    ((count += 1))
  else
    log warn "skipping $dir"
    continue
  fi
done

case "$1" in
  plan | apply) terraform "$1" -out=plan.bin | tee plan.log ;;
  *) echo "usage: $0 plan" && exit 64 ;;
esac

cat <<EOF > out.json
{"count": $count}
EOF
aws s3 cp out.json "s3://$BUCKET/" \
  --acl private || true
