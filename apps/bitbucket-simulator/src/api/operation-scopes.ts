import type { RequiredScopes } from '../access/scopes.ts';

/** One line for each operation of Atlassian's OpenAPI document of 2026-07-24: method, path, classic scopes | API token scopes (without `:bitbucket`). */
const table = `
GET /hook_events | 
GET /hook_events/{subject_type} | 
GET /repositories/{workspace} repository | read:repository
GET /repositories/{workspace}/{repo_slug} repository | read:repository
PUT /repositories/{workspace}/{repo_slug} repository:admin | admin:repository
POST /repositories/{workspace}/{repo_slug} repository:admin | admin:repository
DELETE /repositories/{workspace}/{repo_slug} repository:delete | delete:repository
GET /repositories/{workspace}/{repo_slug}/branch-restrictions repository:admin | admin:repository
POST /repositories/{workspace}/{repo_slug}/branch-restrictions repository:admin | admin:repository
GET /repositories/{workspace}/{repo_slug}/branch-restrictions/{id} repository:admin | admin:repository
PUT /repositories/{workspace}/{repo_slug}/branch-restrictions/{id} repository:admin | admin:repository
DELETE /repositories/{workspace}/{repo_slug}/branch-restrictions/{id} repository:admin | admin:repository
GET /repositories/{workspace}/{repo_slug}/branching-model repository | read:repository
GET /repositories/{workspace}/{repo_slug}/branching-model/settings repository:admin | admin:repository
PUT /repositories/{workspace}/{repo_slug}/branching-model/settings repository:admin | admin:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit} repository | read:repository
POST /repositories/{workspace}/{repo_slug}/commit/{commit}/approve repository:write | read:repository write:repository
DELETE /repositories/{workspace}/{repo_slug}/commit/{commit}/approve repository:write | write:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/comments repository | read:repository
POST /repositories/{workspace}/{repo_slug}/commit/{commit}/comments repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id} repository | read:repository
PUT /repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id} repository | read:repository
DELETE /repositories/{workspace}/{repo_slug}/commit/{commit}/comments/{comment_id} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/properties/{app_key}/{property_name} | admin:workspace
PUT /repositories/{workspace}/{repo_slug}/commit/{commit}/properties/{app_key}/{property_name} | 
DELETE /repositories/{workspace}/{repo_slug}/commit/{commit}/properties/{app_key}/{property_name} | 
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/pullrequests pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/reports repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId} repository | read:repository
PUT /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId} repository | read:repository
DELETE /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}/annotations repository | read:repository
POST /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}/annotations repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}/annotations/{annotationId} repository | read:repository
PUT /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}/annotations/{annotationId} repository | read:repository
DELETE /repositories/{workspace}/{repo_slug}/commit/{commit}/reports/{reportId}/annotations/{annotationId} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/statuses repository | read:repository
POST /repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build/{key} repository | read:repository
PUT /repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build/{key} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commits repository | read:repository
POST /repositories/{workspace}/{repo_slug}/commits repository | read:repository
GET /repositories/{workspace}/{repo_slug}/commits/{revision} repository | read:repository
POST /repositories/{workspace}/{repo_slug}/commits/{revision} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/default-reviewers pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/default-reviewers/{target_username} pullrequest | read:pullrequest
PUT /repositories/{workspace}/{repo_slug}/default-reviewers/{target_username} repository:admin | admin:repository
DELETE /repositories/{workspace}/{repo_slug}/default-reviewers/{target_username} repository:admin | admin:repository
GET /repositories/{workspace}/{repo_slug}/deploy-keys repository repository:admin | admin:repository
POST /repositories/{workspace}/{repo_slug}/deploy-keys repository repository:admin | admin:repository write:ssh-key
GET /repositories/{workspace}/{repo_slug}/deploy-keys/{key_id} repository repository:admin | admin:repository
PUT /repositories/{workspace}/{repo_slug}/deploy-keys/{key_id} repository repository:admin | admin:repository write:ssh-key
DELETE /repositories/{workspace}/{repo_slug}/deploy-keys/{key_id} repository repository:admin | admin:repository delete:ssh-key
GET /repositories/{workspace}/{repo_slug}/deployments pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/deployments/{deployment_uuid} pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables pipeline | read:pipeline
POST /repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables pipeline:variable | admin:pipeline
PUT /repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables/{variable_uuid} pipeline:variable | admin:pipeline
DELETE /repositories/{workspace}/{repo_slug}/deployments_config/environments/{environment_uuid}/variables/{variable_uuid} pipeline:variable | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/diff/{spec} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/diffstat/{spec} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/downloads repository | read:repository
POST /repositories/{workspace}/{repo_slug}/downloads repository:write | write:repository
GET /repositories/{workspace}/{repo_slug}/downloads/{filename} repository | read:repository
DELETE /repositories/{workspace}/{repo_slug}/downloads/{filename} repository:write | write:repository
GET /repositories/{workspace}/{repo_slug}/effective-branching-model repository | read:repository
GET /repositories/{workspace}/{repo_slug}/effective-default-reviewers pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/environments pipeline | read:pipeline
POST /repositories/{workspace}/{repo_slug}/environments pipeline | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/environments/{environment_uuid} pipeline | read:pipeline
DELETE /repositories/{workspace}/{repo_slug}/environments/{environment_uuid} pipeline | admin:pipeline
POST /repositories/{workspace}/{repo_slug}/environments/{environment_uuid}/changes pipeline | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/file-conflicts/{spec} repository | 
GET /repositories/{workspace}/{repo_slug}/filehistory/{commit}/{path} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/forks repository | read:repository
POST /repositories/{workspace}/{repo_slug}/forks repository:write | read:repository write:repository
GET /repositories/{workspace}/{repo_slug}/hooks webhook | read:webhook
POST /repositories/{workspace}/{repo_slug}/hooks webhook | read:webhook write:webhook
GET /repositories/{workspace}/{repo_slug}/hooks/{uid} webhook | read:webhook
PUT /repositories/{workspace}/{repo_slug}/hooks/{uid} webhook | read:webhook write:webhook
DELETE /repositories/{workspace}/{repo_slug}/hooks/{uid} webhook | delete:webhook
GET /repositories/{workspace}/{repo_slug}/merge-base/{revspec} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/override-settings repository:admin | admin:repository
PUT /repositories/{workspace}/{repo_slug}/override-settings repository:admin | admin:repository
GET /repositories/{workspace}/{repo_slug}/patch/{spec} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/permissions-config/groups repository:admin | read:repository
GET /repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug} repository:admin | read:repository
PUT /repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug} repository:admin | admin:repository write:permission
DELETE /repositories/{workspace}/{repo_slug}/permissions-config/groups/{group_slug} repository:admin | admin:repository delete:permission
GET /repositories/{workspace}/{repo_slug}/permissions-config/users repository:admin | read:repository
GET /repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id} repository:admin | read:repository
PUT /repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id} repository:admin | admin:repository write:permission
DELETE /repositories/{workspace}/{repo_slug}/permissions-config/users/{selected_user_id} repository:admin | admin:repository delete:permission
GET /repositories/{workspace}/{repo_slug}/pipelines pipeline | read:pipeline
POST /repositories/{workspace}/{repo_slug}/pipelines pipeline | read:pipeline write:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines-config/caches pipeline | read:pipeline
DELETE /repositories/{workspace}/{repo_slug}/pipelines-config/caches pipeline:write | write:pipeline
DELETE /repositories/{workspace}/{repo_slug}/pipelines-config/caches/{cache_uuid} pipeline:write | write:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines-config/caches/{cache_uuid}/content-uri pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines-config/runners runner | read:runner
POST /repositories/{workspace}/{repo_slug}/pipelines-config/runners runner:write | write:runner read:runner
GET /repositories/{workspace}/{repo_slug}/pipelines-config/runners/{runner_uuid} runner | read:runner
PUT /repositories/{workspace}/{repo_slug}/pipelines-config/runners/{runner_uuid} runner:write | read:runner write:runner
DELETE /repositories/{workspace}/{repo_slug}/pipelines-config/runners/{runner_uuid} runner:write | write:runner
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid} pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid} pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/log pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/logs/{log_uuid} pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/test_reports pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/test_reports/test_cases pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/steps/{step_uuid}/test_reports/test_cases/{test_case_uuid}/test_case_reasons pipeline | read:pipeline
POST /repositories/{workspace}/{repo_slug}/pipelines/{pipeline_uuid}/stopPipeline pipeline:write | write:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config repository:admin | admin:repository
PUT /repositories/{workspace}/{repo_slug}/pipelines_config repository:admin | admin:repository
PUT /repositories/{workspace}/{repo_slug}/pipelines_config/build_number pipeline:variable | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/schedules pipeline | read:pipeline
POST /repositories/{workspace}/{repo_slug}/pipelines_config/schedules pipeline:write | read:pipeline write:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid} pipeline | read:pipeline
PUT /repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid} pipeline:write | read:pipeline write:pipeline
DELETE /repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid} pipeline:write | write:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/schedules/{schedule_uuid}/executions pipeline | read:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/key_pair pipeline | read:pipeline
PUT /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/key_pair pipeline:variable | admin:pipeline
DELETE /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/key_pair pipeline:variable | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/known_hosts pipeline | read:pipeline
POST /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/known_hosts pipeline:variable | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/known_hosts/{known_host_uuid} pipeline | read:pipeline
PUT /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/known_hosts/{known_host_uuid} pipeline:variable | admin:pipeline
DELETE /repositories/{workspace}/{repo_slug}/pipelines_config/ssh/known_hosts/{known_host_uuid} pipeline:variable | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/variables pipeline | read:pipeline
POST /repositories/{workspace}/{repo_slug}/pipelines_config/variables pipeline:variable | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid} pipeline | read:pipeline
PUT /repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid} pipeline:variable | admin:pipeline
DELETE /repositories/{workspace}/{repo_slug}/pipelines_config/variables/{variable_uuid} pipeline:variable | admin:pipeline
GET /repositories/{workspace}/{repo_slug}/properties/{app_key}/{property_name} | admin:workspace
PUT /repositories/{workspace}/{repo_slug}/properties/{app_key}/{property_name} | 
DELETE /repositories/{workspace}/{repo_slug}/properties/{app_key}/{property_name} | 
GET /repositories/{workspace}/{repo_slug}/pullrequests pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests pullrequest:write | read:pullrequest write:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/activity pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id} pullrequest | read:pullrequest
PUT /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id} pullrequest:write | read:pullrequest write:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/activity pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/approve pullrequest:write | read:pullrequest write:pullrequest
DELETE /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/approve pullrequest:write | write:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id} pullrequest | read:pullrequest
PUT /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id} pullrequest | read:pullrequest
DELETE /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id} pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve pullrequest | read:pullrequest
DELETE /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/comments/{comment_id}/resolve pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/commits pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/conflicts pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/decline pullrequest:write | read:pullrequest write:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/diff pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/diffstat pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge pullrequest:write | read:pullrequest write:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/merge/task-status/{task_id} pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/patch pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/request-changes pullrequest:write | read:pullrequest write:pullrequest
DELETE /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/request-changes pullrequest:write | write:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/statuses pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks pullrequest | read:pullrequest
POST /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id} pullrequest | read:pullrequest
PUT /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id} pullrequest | read:pullrequest
DELETE /repositories/{workspace}/{repo_slug}/pullrequests/{pull_request_id}/tasks/{task_id} pullrequest | read:pullrequest
GET /repositories/{workspace}/{repo_slug}/pullrequests/{pullrequest_id}/properties/{app_key}/{property_name} | admin:workspace
PUT /repositories/{workspace}/{repo_slug}/pullrequests/{pullrequest_id}/properties/{app_key}/{property_name} | 
DELETE /repositories/{workspace}/{repo_slug}/pullrequests/{pullrequest_id}/properties/{app_key}/{property_name} | 
GET /repositories/{workspace}/{repo_slug}/refs repository | read:repository
GET /repositories/{workspace}/{repo_slug}/refs/branches repository | read:repository
POST /repositories/{workspace}/{repo_slug}/refs/branches repository:write | write:repository read:repository
GET /repositories/{workspace}/{repo_slug}/refs/branches/{name} repository | read:repository
DELETE /repositories/{workspace}/{repo_slug}/refs/branches/{name} repository:write | write:repository
GET /repositories/{workspace}/{repo_slug}/refs/tags repository | read:repository
POST /repositories/{workspace}/{repo_slug}/refs/tags repository:write | write:repository read:repository
GET /repositories/{workspace}/{repo_slug}/refs/tags/{name} repository | read:repository
DELETE /repositories/{workspace}/{repo_slug}/refs/tags/{name} repository:write | write:repository
GET /repositories/{workspace}/{repo_slug}/src repository | read:repository
POST /repositories/{workspace}/{repo_slug}/src repository:write | write:repository
GET /repositories/{workspace}/{repo_slug}/src/{commit}/{path} repository | read:repository
GET /repositories/{workspace}/{repo_slug}/watchers repository | read:repository
POST /snippets snippet:write | read:snippet write:snippet
GET /snippets/{workspace} snippet | read:snippet
POST /snippets/{workspace} snippet:write | read:snippet write:snippet
GET /snippets/{workspace}/{encoded_id} snippet | read:snippet
PUT /snippets/{workspace}/{encoded_id} snippet:write | read:snippet write:snippet
DELETE /snippets/{workspace}/{encoded_id} snippet:write | delete:snippet
GET /snippets/{workspace}/{encoded_id}/comments snippet | read:snippet
POST /snippets/{workspace}/{encoded_id}/comments snippet | read:snippet write:snippet
GET /snippets/{workspace}/{encoded_id}/comments/{comment_id} snippet | read:snippet
PUT /snippets/{workspace}/{encoded_id}/comments/{comment_id} snippet | read:snippet write:snippet
DELETE /snippets/{workspace}/{encoded_id}/comments/{comment_id} snippet | write:snippet
GET /snippets/{workspace}/{encoded_id}/commits snippet | read:snippet
GET /snippets/{workspace}/{encoded_id}/commits/{revision} snippet | read:snippet
GET /snippets/{workspace}/{encoded_id}/files/{path} snippet | read:snippet
GET /snippets/{workspace}/{encoded_id}/watch snippet | read:snippet
PUT /snippets/{workspace}/{encoded_id}/watch snippet:write | write:snippet
DELETE /snippets/{workspace}/{encoded_id}/watch snippet:write | write:snippet
GET /snippets/{workspace}/{encoded_id}/{node_id} snippet | read:snippet
PUT /snippets/{workspace}/{encoded_id}/{node_id} snippet:write | read:snippet write:snippet
DELETE /snippets/{workspace}/{encoded_id}/{node_id} snippet:write | write:snippet
GET /snippets/{workspace}/{encoded_id}/{node_id}/files/{path} snippet | read:snippet
GET /snippets/{workspace}/{encoded_id}/{revision}/diff snippet | read:snippet
GET /snippets/{workspace}/{encoded_id}/{revision}/patch snippet | read:snippet
GET /user account | read:user
GET /user/emails email | read:user
GET /user/emails/{email} email | read:user
GET /user/workspaces account | read:workspace
GET /user/workspaces/{workspace}/permission account | read:workspace
GET /user/workspaces/{workspace}/permissions/repositories account repository | read:repository
GET /users/{selected_user} | read:user
GET /users/{selected_user}/gpg-keys account | read:gpg-key
POST /users/{selected_user}/gpg-keys account:write | read:gpg-key write:gpg-key
GET /users/{selected_user}/gpg-keys/{fingerprint} account | read:gpg-key
DELETE /users/{selected_user}/gpg-keys/{fingerprint} account:write | delete:gpg-key
GET /users/{selected_user}/properties/{app_key}/{property_name} | admin:workspace
PUT /users/{selected_user}/properties/{app_key}/{property_name} | 
DELETE /users/{selected_user}/properties/{app_key}/{property_name} | 
GET /users/{selected_user}/ssh-keys account | read:ssh-key
POST /users/{selected_user}/ssh-keys account:write | read:ssh-key write:ssh-key
GET /users/{selected_user}/ssh-keys/{key_id} account | read:ssh-key
PUT /users/{selected_user}/ssh-keys/{key_id} account:write | read:ssh-key write:ssh-key
DELETE /users/{selected_user}/ssh-keys/{key_id} account:write | delete:ssh-key
GET /workspaces/{workspace} | read:workspace
GET /workspaces/{workspace}/hooks webhook | read:webhook
POST /workspaces/{workspace}/hooks webhook | read:webhook write:webhook
GET /workspaces/{workspace}/hooks/{uid} webhook | read:webhook
PUT /workspaces/{workspace}/hooks/{uid} webhook | read:webhook write:webhook
DELETE /workspaces/{workspace}/hooks/{uid} webhook | delete:webhook
GET /workspaces/{workspace}/members account | read:workspace
GET /workspaces/{workspace}/members/{member} account | read:workspace
GET /workspaces/{workspace}/permissions account | read:workspace
GET /workspaces/{workspace}/permissions/repositories account | read:repository
GET /workspaces/{workspace}/permissions/repositories/{repo_slug} repository | read:repository
GET /workspaces/{workspace}/pipelines-config/identity/oidc/.well-known/openid-configuration | 
GET /workspaces/{workspace}/pipelines-config/identity/oidc/keys.json | 
GET /workspaces/{workspace}/pipelines-config/runners runner | read:runner
POST /workspaces/{workspace}/pipelines-config/runners runner:write | write:runner read:runner
GET /workspaces/{workspace}/pipelines-config/runners/{runner_uuid} runner | read:runner
PUT /workspaces/{workspace}/pipelines-config/runners/{runner_uuid} runner:write | read:runner write:runner
DELETE /workspaces/{workspace}/pipelines-config/runners/{runner_uuid} runner:write | write:runner
GET /workspaces/{workspace}/pipelines-config/variables pipeline | read:pipeline
POST /workspaces/{workspace}/pipelines-config/variables pipeline:variable | admin:pipeline
GET /workspaces/{workspace}/pipelines-config/variables/{variable_uuid} pipeline | read:pipeline
PUT /workspaces/{workspace}/pipelines-config/variables/{variable_uuid} pipeline:variable | admin:pipeline
DELETE /workspaces/{workspace}/pipelines-config/variables/{variable_uuid} pipeline:variable | admin:pipeline
GET /workspaces/{workspace}/projects project | read:project
POST /workspaces/{workspace}/projects project:admin | admin:project
GET /workspaces/{workspace}/projects/{project_key} project | read:project
PUT /workspaces/{workspace}/projects/{project_key} project:admin | admin:project
DELETE /workspaces/{workspace}/projects/{project_key} project:admin | admin:project
GET /workspaces/{workspace}/projects/{project_key}/branching-model project:admin | read:repository
GET /workspaces/{workspace}/projects/{project_key}/branching-model/settings project:admin | admin:project
PUT /workspaces/{workspace}/projects/{project_key}/branching-model/settings project:admin | admin:project
GET /workspaces/{workspace}/projects/{project_key}/default-reviewers project:admin | read:pullrequest
GET /workspaces/{workspace}/projects/{project_key}/default-reviewers/{selected_user} project:admin | read:pullrequest
PUT /workspaces/{workspace}/projects/{project_key}/default-reviewers/{selected_user} project:admin | admin:project
DELETE /workspaces/{workspace}/projects/{project_key}/default-reviewers/{selected_user} project:admin | admin:project
GET /workspaces/{workspace}/projects/{project_key}/deploy-keys project project:admin | admin:project
POST /workspaces/{workspace}/projects/{project_key}/deploy-keys project project:admin | admin:project write:ssh-key
GET /workspaces/{workspace}/projects/{project_key}/deploy-keys/{key_id} project project:admin | admin:project
DELETE /workspaces/{workspace}/projects/{project_key}/deploy-keys/{key_id} project project:admin | admin:project delete:ssh-key
GET /workspaces/{workspace}/projects/{project_key}/permissions-config/groups project:admin | read:project
GET /workspaces/{workspace}/projects/{project_key}/permissions-config/groups/{group_slug} project:admin | read:project
PUT /workspaces/{workspace}/projects/{project_key}/permissions-config/groups/{group_slug} project:admin | admin:project write:permission
DELETE /workspaces/{workspace}/projects/{project_key}/permissions-config/groups/{group_slug} project:admin | admin:project delete:permission
GET /workspaces/{workspace}/projects/{project_key}/permissions-config/users project:admin | read:project
GET /workspaces/{workspace}/projects/{project_key}/permissions-config/users/{selected_user_id} project:admin | read:project
PUT /workspaces/{workspace}/projects/{project_key}/permissions-config/users/{selected_user_id} project:admin | admin:project write:permission
DELETE /workspaces/{workspace}/projects/{project_key}/permissions-config/users/{selected_user_id} project:admin | admin:project delete:permission
GET /workspaces/{workspace}/pullrequests/{selected_user} pullrequest | read:pullrequest
GET /workspaces/{workspace}/settings/gpg/public-key account | read:workspace
`;

const operations: ReadonlyMap<string, RequiredScopes> = new Map(table.trim().split('\n').map(parseLine));

/** By `GET /user` and the like; undefined for what the document does not have. */
export function scopesOfOperation(operation: string): RequiredScopes | undefined {
  return operations.get(operation);
}

function parseLine(line: string): [string, RequiredScopes] {
  const [left = '', right = ''] = line.split('|');
  const [method, path, ...classic] = left.trim().split(' ');
  const apiToken = right
    .split(' ')
    .filter(Boolean)
    .map((scope) => `${scope}:bitbucket`);
  return [`${method} ${path}`, { classic, apiToken }];
}
