#!/bin/bash
# Copies the databases, and keeps seven days.
shopt -s nullglob
declare -A sizes=([small]=10 [large]=200)
HOSTS=(db-1 db-2 "db 3")
today=$(date -u +%Y-%m-%dT%H:%M:%SZ)
LIMIT=$((24 * 60 + ${OFFSET:-0}))

function die {
  echo "error: $*" 1>&2
  exit 1
}

for host in "${HOSTS[@]}"; do
  file="/backup/${host// /_}-${today%%T*}.sql.gz"
  PGPASSWORD=$SECRET pg_dump -h "$host" --format=custom -U postgres app | gzip > "$file" || die "dump of $host"
  size=$(stat -c %s "$file" 2>/dev/null || echo 0)
  if [[ ! -s $file || $size -lt ${sizes[small]} ]]; then
    die "empty: ${file##*/}"
  elif (( size > LIMIT * 1024 )); then
    echo 'large file' && continue
  fi
done

aws ec2 describe-instances \
  --filters "Name=tag:Name,Values=web-*" 'Name=instance-state-name,Values=running' \
  --query 'Reservations[].Instances[].{Id:InstanceId,Ip:PrivateIpAddress}' \
  --output json | jq -r '.[] | "\(.Id) \(.Ip)"' | while IFS=' ' read -r id ip; do
    ssh -o StrictHostKeyChecking=no "ec2-user@$ip" "sudo systemctl restart nginx && echo `hostname`"
done

kubectl apply -f - <<YAML
metadata:
  name: ${NAME:?needs a name}
  sum: $(sha256sum "$file" | cut -d' ' -f1)
YAML
cat <<'PY' | python3 -
print("$HOME")
PY
until curl -fsS "http://localhost:8080/health" &>/dev/null; do sleep 1; done
trap 'rm -rf "$tmp"' EXIT
find . -name '*.tmp' -mtime +7 -exec rm {} \;
[ "$#" -ge 1 ] || { echo "usage: $0 name"; exit 2; }
case $(uname -s) in
  Linux*) export OS=linux ;;
  Darwin) OS="mac os";;
esac
diff <(sort a.txt) <(sort b.txt)
printf $'a\tb\n'
