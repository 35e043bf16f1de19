/** The text around the facts of lib/preflight.ts. Every call in it only reads; what is not allowed is said and goes on. */
export function preflightScript(facts: string): string {
  return `# Tributary pre-flight: only reads, changes nothing. For AWS CloudShell in the account to connect.
python3 - <<'TRIBUTARY'
import json, os, subprocess

FACTS = json.loads(r'''${facts}''')
os.environ["AWS_PAGER"] = ""
wrong = []

def aws(*words):
    run = subprocess.run(["aws", *words, "--region", "us-east-1", "--output", "json"],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if run.returncode == 0:
        return json.loads(run.stdout or "{}"), None
    return None, run.stderr.strip().replace("\\n", " ")[:300]

def is_refused(error):
    return "AccessDenied" in error or "not authorized" in error

def say(mark, words):
    print("%-4s %s" % (mark, words))
    if mark == "NO":
        wrong.append(words)

def shown(account):
    return "-".join([account[:4], account[4:8], account[8:]])

def head(words):
    print("\\n" + words)

def look_at_account(account, arn):
    head("Account")
    say("ok", "Signed in as " + arn)
    expected = FACTS["account"]
    if expected and expected != account:
        say("NO", "This is account %s, and %s is expected. Sign in there." % (shown(account), shown(expected)))
    else:
        say("ok", "Account %s%s" % (shown(account), ", as expected" if expected else ""))
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "not set"
    if region == "us-east-1":
        say("ok", "Region us-east-1")
    else:
        say("note", "Region %s here. The stack is created in us-east-1: the link opens it there by itself." % region)
    if FACTS["isManagement"]:
        look_at_organization(account)

def look_at_organization(account):
    found, error = aws("organizations", "describe-organization")
    if found:
        payer = found["Organization"]["MasterAccountId"]
        if payer == account:
            say("ok", "This is the management account of its organization")
        else:
            say("NO", "This is a member account. The management account is %s." % shown(payer))
    elif "AWSOrganizationsNotInUse" in error:
        say("ok", "The account is in no organization and pays for itself")
    elif is_refused(error):
        say("?", "Whether this is the management account: you may not ask (organizations:DescribeOrganization)")
    else:
        say("?", "Whether this is the management account: " + error)

def principal_of(arn):
    if ":assumed-role/" not in arn:
        return arn
    name = arn.split("/")[1]
    found, _ = aws("iam", "get-role", "--role-name", name)
    if found:
        return found["Role"]["Arn"]
    return "arn:aws:iam::%s:role/%s" % (arn.split(":")[4], name)

def simulate(principal, resource, actions, policy):
    keys = [{"ContextKeyName": "aws:RequestedRegion", "ContextKeyType": "string", "ContextKeyValues": ["us-east-1"]},
            {"ContextKeyName": "iam:PolicyARN", "ContextKeyType": "string", "ContextKeyValues": [policy]}]
    return aws("iam", "simulate-principal-policy", "--policy-source-arn", principal, "--action-names", *actions,
               "--resource-arns", resource, "--context-entries", json.dumps(keys))

def look_at_permissions(account, arn):
    head("Permissions")
    if arn.endswith(":root"):
        say("ok", "The root user of the account may do all of it")
        return
    principal = principal_of(arn)
    policy = FACTS["groups"][0]["asks"][0]["resource"].replace("ACCOUNT", account)
    for group in FACTS["groups"]:
        missing, unsure = [], []
        for ask in group["asks"]:
            found, error = simulate(principal, ask["resource"].replace("ACCOUNT", account), ask["actions"], policy)
            if error:
                tell_unsimulated(error)
                return
            for result in found["EvaluationResults"]:
                if result["EvalDecision"] == "allowed":
                    continue
                depends = result.get("MissingContextValues")
                denied = result["EvalDecision"] == "explicitDeny"
                (unsure if depends and not denied else missing).append(result["EvalActionName"])
        if missing:
            say("NO" if group["needed"] else "note", "%s: you miss %s" % (group["title"], ", ".join(sorted(missing))))
        if unsure:
            say("?", "%s: depends on a condition of your policies: %s" % (group["title"], ", ".join(sorted(unsure))))
        if not missing and not unsure:
            say("ok", "%s: you may" % group["title"])
    print("     A service control policy or a permissions boundary can still deny what is allowed here.")

def tell_unsimulated(error):
    if is_refused(error):
        say("?", "You may not simulate policies (iam:SimulatePrincipalPolicy). That says nothing of the stack: try it, or ask an administrator for:")
    elif "NoSuchEntity" in error:
        say("?", "Your IAM role could not be found by its name (iam:GetRole helps). Creating the stack needs:")
    else:
        say("?", "Permissions could not be looked at: %s. Creating the stack needs:" % error)
    for group in FACTS["groups"]:
        if group["needed"]:
            print("     " + ", ".join(action for ask in group["asks"] for action in ask["actions"]))

def fits(report, need):
    value = report.get(need["field"])
    if need["test"] == "one of":
        return value in need["values"]
    if need["test"] == "holds":
        return all(one in (value or []) for one in need["values"])
    return not value or value.endswith(need["values"][0])

def look_at_reports():
    head("Legacy reports of this account")
    found, error = aws("cur", "describe-report-definitions")
    if error:
        say("?", "They could not be read (cur:DescribeReportDefinitions): " + error)
        return
    reports = found.get("ReportDefinitions", [])
    if not reports:
        say("note", "There is none yet. Create one as step 3 says.")
    for report in reports:
        misfits = [need["needed"] for need in FACTS["needs"] if not fits(report, need)]
        where = "%s in bucket %s, prefix %s" % (report["ReportName"], report["S3Bucket"], report.get("S3Prefix") or "(none)")
        if misfits:
            say("no", "%s does not fit. Needed: %s" % (where, "; ".join(misfits)))
        else:
            say("fits", where)

identity, error = aws("sts", "get-caller-identity")
if error:
    say("NO", "AWS does not say who you are: " + error)
else:
    look_at_account(identity["Account"], identity["Arn"])
    look_at_permissions(identity["Account"], identity["Arn"])
    if FACTS["needs"]:
        look_at_reports()
head("Not ready: %d to change first." % len(wrong) if wrong else "Nothing stands in the way that could be seen from here.")
TRIBUTARY
`;
}
