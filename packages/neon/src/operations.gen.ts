// Generated from contract.json by `npm run generate`; not to be edited.
import type { CallOptions, Open, Secret } from '@keelson/core'

/** Every documented operation by its name: what it is given, and what it answers. */
export interface NeonOperations {
  'GET /projects/{project_id}/advisors': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly query?: {
        readonly branch_id?: string
        readonly database_name?: string
        readonly category?: AdvisorCategoryInput
        readonly min_severity?: 'INFO' | 'WARN' | 'ERROR'
      }
    }
    readonly response: { readonly issues: readonly AdvisorIssue[] }
  }
  'GET /api_keys': {
    readonly params: Readonly<Record<string, never>>
    readonly response: readonly ApiKeysListResponseItem[]
  }
  'POST /api_keys': {
    readonly params: { readonly body: ApiKeyCreateRequest }
    readonly response: ApiKeyCreateResponse
  }
  'DELETE /api_keys/{key_id}': {
    readonly params: { readonly path: { readonly key_id: string } }
    readonly response: ApiKeyRevokeResponse
  }
  'GET /projects/{project_id}/operations/{operation_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly operation_id: string } }
    readonly response: OperationResponse
  }
  'GET /projects': {
    readonly params: {
      readonly query?: {
        readonly cursor?: string
        readonly limit?: number
        readonly search?: string
        readonly org_id?: string
        readonly timeout?: number
        readonly recoverable?: boolean
      }
    }
    readonly response: ProjectsResponse & PaginationResponse & ProjectsApplicationsMapResponse & ProjectsIntegrationsMapResponse
  }
  'POST /projects': {
    readonly params: { readonly body: ProjectCreateRequest }
    readonly response: ProjectResponse & ConnectionURIsResponse & RolesResponse & DatabasesResponse & OperationsResponse & BranchResponse & EndpointsResponse
  }
  'GET /projects/shared': {
    readonly params: {
      readonly query?: {
        readonly cursor?: string
        readonly limit?: number
        readonly search?: string
        readonly timeout?: number
      }
    }
    readonly response: ProjectsResponse & PaginationResponse
  }
  'GET /projects/{project_id}': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: ProjectResponse
  }
  'DELETE /projects/{project_id}': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: ProjectResponse
  }
  'PATCH /projects/{project_id}': {
    readonly params: { readonly path: { readonly project_id: string }; readonly body: ProjectUpdateRequest }
    readonly response: ProjectResponse & OperationsResponse
  }
  'POST /projects/{project_id}/recover': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: ProjectRecoverResponse
  }
  'GET /projects/{project_id}/operations': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly query?: { readonly cursor?: string; readonly limit?: number }
    }
    readonly response: OperationsResponse & PaginationResponse
  }
  'GET /projects/{project_id}/permissions': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: ProjectPermissions
  }
  'POST /projects/{project_id}/permissions': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body: GrantPermissionToProjectRequest
    }
    readonly response: ProjectPermission
  }
  'DELETE /projects/{project_id}/permissions/{permission_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly permission_id: string } }
    readonly response: ProjectPermission
  }
  'GET /projects/{project_id}/available_preload_libraries': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: AvailablePreloadLibraries
  }
  'POST /projects/{project_id}/transfer_requests': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body?: { readonly ttl_seconds?: number }
    }
    readonly response: ProjectTransferRequestResponse
  }
  'PUT /projects/{project_id}/transfer_requests/{request_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly request_id: string }
      readonly body?: { readonly org_id?: string }
    }
    readonly response: undefined
  }
  'GET /projects/{project_id}/jwks': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: ProjectJWKSResponse
  }
  'POST /projects/{project_id}/jwks': {
    readonly params: { readonly path: { readonly project_id: string }; readonly body: AddProjectJWKSRequest }
    readonly response: JWKSCreationOperation
  }
  'DELETE /projects/{project_id}/jwks/{jwks_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly jwks_id: string } }
    readonly response: JWKS
  }
  'GET /projects/{project_id}/branches/{branch_id}/data-api/{database_name}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly database_name: string
      }
    }
    readonly response: DataAPIReponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/data-api/{database_name}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly database_name: string
      }
      readonly body?: DataAPICreateRequest
    }
    readonly response: DataAPICreateResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/data-api/{database_name}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly database_name: string
      }
    }
    readonly response: EmptyResponse
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/data-api/{database_name}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly database_name: string
      }
      readonly body?: DataAPIUpdateRequest
    }
    readonly response: EmptyResponse
  }
  /** @deprecated */
  'POST /projects/auth/create': {
    readonly params: { readonly body: NeonAuthCreateIntegrationRequest }
    readonly response: NeonAuthCreateIntegrationResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthIntegration
  }
  'POST /projects/{project_id}/branches/{branch_id}/auth': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: EnableNeonAuthIntegrationRequest
    }
    readonly response: NeonAuthCreateIntegrationResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/auth': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body?: { readonly delete_data?: boolean }
    }
    readonly response: undefined
  }
  /** @deprecated */
  'GET /projects/{project_id}/auth/domains': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: NeonAuthRedirectURIWhitelistResponse
  }
  /** @deprecated */
  'POST /projects/{project_id}/auth/domains': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body: NeonAuthAddDomainToRedirectURIWhitelistRequest
    }
    readonly response: undefined
  }
  /** @deprecated */
  'DELETE /projects/{project_id}/auth/domains': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body: NeonAuthDeleteDomainFromRedirectURIWhitelistRequest
    }
    readonly response: undefined
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/domains': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthRedirectURIWhitelistResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/auth/domains': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthAddDomainToRedirectURIWhitelistRequest
    }
    readonly response: undefined
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/auth/domains': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthDeleteDomainFromRedirectURIWhitelistRequest
    }
    readonly response: undefined
  }
  'POST /projects/auth/keys': {
    readonly params: { readonly body: NeonAuthCreateAuthProviderSDKKeysRequest }
    readonly response: NeonAuthCreateIntegrationResponse
  }
  /** @deprecated */
  'POST /projects/auth/user': {
    readonly params: { readonly body: NeonAuthCreateNewUserRequest }
    readonly response: NeonAuthCreateNewUserResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/auth/users': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: CreateBranchNeonAuthNewUserRequest
    }
    readonly response: NeonAuthCreateNewUserResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/auth/users/{auth_user_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly auth_user_id: string }
    }
    readonly response: undefined
  }
  'PUT /projects/{project_id}/branches/{branch_id}/auth/users/{auth_user_id}/role': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly auth_user_id: string }
      readonly body: UpdateNeonAuthUserRoleRequest
    }
    readonly response: UpdateNeonAuthUserRoleResponse
  }
  /** @deprecated */
  'DELETE /projects/{project_id}/auth/users/{auth_user_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly auth_user_id: string } }
    readonly response: undefined
  }
  'POST /projects/auth/transfer_ownership': {
    readonly params: { readonly body: NeonAuthTransferAuthProviderProjectRequest }
    readonly response: NeonAuthTransferAuthProviderProjectResponse
  }
  /** @deprecated */
  'GET /projects/{project_id}/auth/integrations': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: ListNeonAuthIntegrationsResponse
  }
  /** @deprecated */
  'GET /projects/{project_id}/auth/oauth_providers': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: ListNeonAuthOauthProvidersResponse
  }
  /** @deprecated */
  'POST /projects/{project_id}/auth/oauth_providers': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body: NeonAuthAddOAuthProviderRequest
    }
    readonly response: NeonAuthOauthProvider
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/oauth_providers': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: ListNeonAuthOauthProvidersResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/auth/oauth_providers': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthAddOAuthProviderRequest
    }
    readonly response: NeonAuthOauthProvider
  }
  /** @deprecated */
  'DELETE /projects/{project_id}/auth/oauth_providers/{oauth_provider_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly oauth_provider_id: string } }
    readonly response: undefined
  }
  /** @deprecated */
  'PATCH /projects/{project_id}/auth/oauth_providers/{oauth_provider_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly oauth_provider_id: string }
      readonly body: NeonAuthUpdateOAuthProviderRequest
    }
    readonly response: NeonAuthOauthProvider
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/auth/oauth_providers/{oauth_provider_id}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly oauth_provider_id: string
      }
    }
    readonly response: undefined
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/oauth_providers/{oauth_provider_id}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly oauth_provider_id: string
      }
      readonly body: NeonAuthUpdateOAuthProviderRequest
    }
    readonly response: NeonAuthOauthProvider
  }
  /** @deprecated */
  'GET /projects/{project_id}/auth/email_server': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: NeonAuthEmailServerConfig
  }
  /** @deprecated */
  'PATCH /projects/{project_id}/auth/email_server': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body: NeonAuthEmailServerConfigInput
    }
    readonly response: NeonAuthEmailServerConfig
  }
  'POST /projects/{project_id}/branches/{branch_id}/auth/send_test_email': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: SendNeonAuthTestEmailRequest
    }
    readonly response: SendNeonAuthTestEmailResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/email_and_password': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthEmailAndPasswordConfig
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/email_and_password': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthEmailAndPasswordConfigUpdate
    }
    readonly response: NeonAuthEmailAndPasswordConfig
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/email_provider': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthEmailServerConfig
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/email_provider': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthEmailServerConfigInput
    }
    readonly response: NeonAuthEmailServerConfig
  }
  /** @deprecated */
  'DELETE /projects/{project_id}/auth/integration/{auth_provider}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly auth_provider: string }
      readonly body?: { readonly delete_data?: boolean }
    }
    readonly response: undefined
  }
  'GET /projects/{project_id}/connection_uri': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly query: {
        readonly branch_id?: string
        readonly endpoint_id?: string
        readonly database_name: string
        readonly role_name: string
        readonly pooled?: boolean
      }
    }
    readonly response: ConnectionURIResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/allow_localhost': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthAllowLocalhostResponse
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/allow_localhost': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: UpdateNeonAuthAllowLocalhostRequest
    }
    readonly response: NeonAuthAllowLocalhostResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/plugins': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthPluginConfigs
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/plugins/organization': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthOrganizationConfigUpdate
    }
    readonly response: NeonAuthOrganizationConfig
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/config': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthConfigUpdate
    }
    readonly response: NeonAuthConfigResponse
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/plugins/magic-link': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthMagicLinkConfigUpdate
    }
    readonly response: NeonAuthMagicLinkConfig
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/plugins/phone-number': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthPhoneNumberConfig
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/auth/plugins/phone-number': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthPhoneNumberConfigUpdate
    }
    readonly response: NeonAuthPhoneNumberConfig
  }
  'GET /projects/{project_id}/branches/{branch_id}/auth/webhooks': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: NeonAuthWebhookConfig
  }
  'PUT /projects/{project_id}/branches/{branch_id}/auth/webhooks': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: NeonAuthWebhookConfigInput
    }
    readonly response: NeonAuthWebhookConfig
  }
  'GET /projects/{project_id}/branches': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly query?: {
        readonly search?: string
        readonly sort_by?: 'name' | 'created_at' | 'updated_at'
        readonly cursor?: string
        readonly sort_order?: 'asc' | 'desc'
        readonly limit?: number
        readonly include_deleted?: boolean
      }
    }
    readonly response: BranchesResponse & AnnotationsMapResponse & CursorPaginationResponse
  }
  'POST /projects/{project_id}/branches': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body?: BranchCreateRequest & AnnotationCreateValueRequest
    }
    readonly response: BranchResponse & EndpointsResponse & OperationsResponse & RolesResponse & DatabasesResponse & ConnectionURIsOptionalResponse
  }
  'POST /projects/{project_id}/branch_anonymized': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly body: BranchAnonymizedCreateRequest
    }
    readonly response: BranchResponse & EndpointsResponse & OperationsResponse & RolesResponse & DatabasesResponse & ConnectionURIsOptionalResponse
  }
  'GET /projects/{project_id}/branches/count': {
    readonly params: {
      readonly path: { readonly project_id: string }
      readonly query?: { readonly search?: string }
    }
    readonly response: BranchesCountResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: BranchResponse & AnnotationResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly query?: { readonly hard_delete?: boolean }
    }
    readonly response: BranchOperations | undefined
  }
  'PATCH /projects/{project_id}/branches/{branch_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: BranchUpdateRequest
    }
    readonly response: BranchOperations
  }
  'POST /projects/{project_id}/branches/{branch_id}/restore': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: BranchRestoreRequest
    }
    readonly response: BranchOperations
  }
  'GET /projects/{project_id}/branches/{branch_id}/schema': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly query: {
        readonly db_name: string
        readonly lsn?: string
        readonly timestamp?: string
        readonly format?: string
      }
    }
    readonly response: BranchSchemaResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/compare_schema': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly query: {
        readonly base_branch_id?: string
        readonly db_name: string
        readonly lsn?: string
        readonly timestamp?: string
        readonly base_lsn?: string
        readonly base_timestamp?: string
      }
    }
    readonly response: BranchSchemaCompareResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/masking_rules': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: MaskingRulesResponse
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/masking_rules': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: MaskingRulesUpdateRequest
    }
    readonly response: MaskingRulesResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/anonymized_status': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: AnonymizedBranchStatusResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/anonymize': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: AnonymizedBranchStatusResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/set_as_default': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: BranchOperations
  }
  'POST /projects/{project_id}/branches/{branch_id}/recover': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: BranchRecoverResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/finalize_restore': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body?: { readonly name?: string }
    }
    readonly response: OperationsResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/endpoints': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: EndpointsResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/databases': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: DatabasesResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/databases': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: DatabaseCreateRequest
    }
    readonly response: DatabaseOperations
  }
  'GET /projects/{project_id}/branches/{branch_id}/databases/{database_name}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly database_name: string
      }
    }
    readonly response: DatabaseResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/databases/{database_name}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly database_name: string
      }
    }
    readonly response: DatabaseOperations | undefined
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/databases/{database_name}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly database_name: string
      }
      readonly body: DatabaseUpdateRequest
    }
    readonly response: DatabaseOperations
  }
  'GET /projects/{project_id}/branches/{branch_id}/roles': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: RolesResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/roles': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: RoleCreateRequest
    }
    readonly response: RoleOperations
  }
  'GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly role_name: string }
    }
    readonly response: RoleResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/roles/{role_name}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly role_name: string }
    }
    readonly response: RoleOperations | undefined
  }
  'GET /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reveal_password': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly role_name: string }
    }
    readonly response: RolePasswordResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/roles/{role_name}/reset_password': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly role_name: string }
    }
    readonly response: RoleOperations
  }
  'GET /projects/{project_id}/vpc_endpoints': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: VPCEndpointsResponse
  }
  'POST /projects/{project_id}/vpc_endpoints/{vpc_endpoint_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly vpc_endpoint_id: string }
      readonly body: VPCEndpointAssignment
    }
    readonly response: undefined
  }
  'DELETE /projects/{project_id}/vpc_endpoints/{vpc_endpoint_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly vpc_endpoint_id: string } }
    readonly response: undefined
  }
  'GET /projects/{project_id}/endpoints': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: EndpointsResponse
  }
  'POST /projects/{project_id}/endpoints': {
    readonly params: { readonly path: { readonly project_id: string }; readonly body: EndpointCreateRequest }
    readonly response: EndpointOperations
  }
  'GET /projects/{project_id}/endpoints/{endpoint_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly endpoint_id: string } }
    readonly response: EndpointResponse
  }
  'DELETE /projects/{project_id}/endpoints/{endpoint_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly endpoint_id: string } }
    readonly response: EndpointOperations | undefined
  }
  'PATCH /projects/{project_id}/endpoints/{endpoint_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly endpoint_id: string }
      readonly body: EndpointUpdateRequest
    }
    readonly response: EndpointOperations
  }
  'POST /projects/{project_id}/endpoints/{endpoint_id}/start': {
    readonly params: { readonly path: { readonly project_id: string; readonly endpoint_id: string } }
    readonly response: EndpointOperations
  }
  'POST /projects/{project_id}/endpoints/{endpoint_id}/suspend': {
    readonly params: { readonly path: { readonly project_id: string; readonly endpoint_id: string } }
    readonly response: EndpointOperations
  }
  'POST /projects/{project_id}/endpoints/{endpoint_id}/restart': {
    readonly params: { readonly path: { readonly project_id: string; readonly endpoint_id: string } }
    readonly response: EndpointOperations
  }
  'GET /consumption_history/projects': {
    readonly params: {
      readonly query: {
        readonly cursor?: string
        readonly limit?: number
        readonly from: string
        readonly to: string
        readonly granularity: ConsumptionHistoryGranularity
        readonly org_id?: string
        readonly include_v1_metrics?: boolean
      }
    } | {
      readonly query: {
        readonly cursor?: string
        readonly limit?: number
        readonly project_ids?: readonly string[]
        readonly from: string
        readonly to: string
        readonly granularity: ConsumptionHistoryGranularity
        readonly org_id?: string
        readonly include_v1_metrics?: boolean
        readonly metrics?: ConsumptionHistoryQueryMetrics
      }
      readonly repeat: readonly ('project_ids' | 'metrics')[]
    }
    readonly response: ConsumptionHistoryPerProjectResponse & PaginationResponse
  }
  'GET /consumption_history/v2/projects': {
    readonly params: {
      readonly query: {
        readonly cursor?: string
        readonly limit?: number
        readonly project_ids?: readonly string[]
        readonly from: string
        readonly to: string
        readonly granularity: ConsumptionHistoryGranularity
        readonly org_id: string
        readonly metrics: ConsumptionHistoryQueryMetrics
      }
      readonly repeat: readonly ('project_ids' | 'metrics')[]
    }
    readonly response: ConsumptionHistoryPerProjectV2Response & PaginationResponse
  }
  'GET /consumption_history/v2/branches': {
    readonly params: {
      readonly query: {
        readonly cursor?: string
        readonly limit?: number
        readonly project_ids: readonly string[]
        readonly branch_ids?: readonly string[]
        readonly from: string
        readonly to: string
        readonly granularity: ConsumptionHistoryGranularity
        readonly org_id: string
        readonly metrics: ConsumptionHistoryQueryMetrics
      }
      readonly repeat: readonly ('project_ids' | 'branch_ids' | 'metrics')[]
    }
    readonly response: ConsumptionHistoryPerBranchV2Response & PaginationResponse
  }
  'GET /organizations/{org_id}': {
    readonly params: { readonly path: { readonly org_id: string } }
    readonly response: Organization
  }
  'GET /organizations/{org_id}/api_keys': {
    readonly params: { readonly path: { readonly org_id: string } }
    readonly response: readonly OrgApiKeysListResponseItem[]
  }
  'POST /organizations/{org_id}/api_keys': {
    readonly params: { readonly path: { readonly org_id: string }; readonly body: OrgApiKeyCreateRequest }
    readonly response: OrgApiKeyCreateResponse
  }
  'DELETE /organizations/{org_id}/api_keys/{key_id}': {
    readonly params: { readonly path: { readonly org_id: string; readonly key_id: string } }
    readonly response: OrgApiKeyRevokeResponse
  }
  'GET /organizations/{org_id}/billing/spending_limit': {
    readonly params: { readonly path: { readonly org_id: string } }
    readonly response: SpendingLimitResponse
  }
  'PUT /organizations/{org_id}/billing/spending_limit': {
    readonly params: { readonly path: { readonly org_id: string }; readonly body: SpendingLimitUpdateRequest }
    readonly response: SpendingLimitResponse
  }
  'DELETE /organizations/{org_id}/billing/spending_limit': {
    readonly params: { readonly path: { readonly org_id: string } }
    readonly response: EmptyResponse
  }
  'GET /organizations/{org_id}/members': {
    readonly params: {
      readonly path: { readonly org_id: string }
      readonly query?: {
        readonly sort_by?: 'email' | 'role' | 'joined_at'
        readonly cursor?: string
        readonly sort_order?: 'asc' | 'desc'
        readonly limit?: number
      }
    }
    readonly response: OrganizationMembersResponse & CursorPaginationResponse
  }
  'GET /organizations/{org_id}/members/{member_id}': {
    readonly params: { readonly path: { readonly org_id: string; readonly member_id: string } }
    readonly response: Member
  }
  'DELETE /organizations/{org_id}/members/{member_id}': {
    readonly params: { readonly path: { readonly org_id: string; readonly member_id: string } }
    readonly response: EmptyResponse
  }
  'PATCH /organizations/{org_id}/members/{member_id}': {
    readonly params: {
      readonly path: { readonly org_id: string; readonly member_id: string }
      readonly body: OrganizationMemberUpdateRequest
    }
    readonly response: Member
  }
  'GET /organizations/{org_id}/invitations': {
    readonly params: { readonly path: { readonly org_id: string } }
    readonly response: OrganizationInvitationsResponse
  }
  'POST /organizations/{org_id}/invitations': {
    readonly params: {
      readonly path: { readonly org_id: string }
      readonly body: OrganizationInvitesCreateRequest
    }
    readonly response: OrganizationInvitationsResponse
  }
  'POST /organizations/{source_org_id}/projects/transfer': {
    readonly params: {
      readonly path: { readonly source_org_id: string }
      readonly body: TransferProjectsToOrganizationRequest
    }
    readonly response: EmptyResponse
  }
  'GET /organizations/{org_id}/vpc/vpc_endpoints': {
    readonly params: { readonly path: { readonly org_id: string } }
    readonly response: VPCEndpointsWithRegionResponse
  }
  'GET /organizations/{org_id}/vpc/region/{region_id}/vpc_endpoints': {
    readonly params: { readonly path: { readonly org_id: string; readonly region_id: string } }
    readonly response: VPCEndpointsResponse
  }
  'GET /organizations/{org_id}/vpc/region/{region_id}/vpc_endpoints/{vpc_endpoint_id}': {
    readonly params: {
      readonly path: { readonly org_id: string; readonly region_id: string; readonly vpc_endpoint_id: string }
    }
    readonly response: VPCEndpointDetails
  }
  'POST /organizations/{org_id}/vpc/region/{region_id}/vpc_endpoints/{vpc_endpoint_id}': {
    readonly params: {
      readonly path: { readonly org_id: string; readonly region_id: string; readonly vpc_endpoint_id: string }
      readonly body: VPCEndpointAssignment
    }
    readonly response: undefined
  }
  'DELETE /organizations/{org_id}/vpc/region/{region_id}/vpc_endpoints/{vpc_endpoint_id}': {
    readonly params: {
      readonly path: { readonly org_id: string; readonly region_id: string; readonly vpc_endpoint_id: string }
    }
    readonly response: undefined
  }
  'GET /regions': {
    readonly params: { readonly query?: { readonly org_id?: string } }
    readonly response: ActiveRegionsResponse
  }
  'GET /users/me': {
    readonly params: Readonly<Record<string, never>>
    readonly response: CurrentUserInfoResponse
  }
  'GET /users/me/organizations': {
    readonly params: Readonly<Record<string, never>>
    readonly response: OrganizationsResponse
  }
  /** @deprecated */
  'POST /users/me/projects/transfer': {
    readonly params: { readonly body: TransferProjectsToOrganizationRequest }
    readonly response: EmptyResponse
  }
  'GET /auth': {
    readonly params: Readonly<Record<string, never>>
    readonly response: AuthDetailsResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/snapshot': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly query?: {
        readonly lsn?: string
        readonly timestamp?: string
        readonly name?: string
        readonly expires_at?: string
      }
    }
    readonly response: { readonly snapshot: Snapshot; readonly operations: readonly Operation[] }
  }
  'GET /projects/{project_id}/snapshots': {
    readonly params: { readonly path: { readonly project_id: string } }
    readonly response: { readonly snapshots: readonly Snapshot[] }
  }
  'DELETE /projects/{project_id}/snapshots/{snapshot_id}': {
    readonly params: { readonly path: { readonly project_id: string; readonly snapshot_id: string } }
    readonly response: OperationsResponse
  }
  'PATCH /projects/{project_id}/snapshots/{snapshot_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly snapshot_id: string }
      readonly body: SnapshotUpdateRequest
    }
    readonly response: { readonly snapshot: Snapshot }
  }
  'POST /projects/{project_id}/snapshots/{snapshot_id}/restore': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly snapshot_id: string }
      readonly query?: { readonly name?: string }
      readonly body?: {
        readonly name?: string
        readonly target_branch_id?: string
        readonly finalize_restore?: boolean
      }
    }
    readonly response: BranchResponse & EndpointsOptionalResponse & OperationsResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/backup_schedule': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: BackupSchedule
  }
  'PUT /projects/{project_id}/branches/{branch_id}/backup_schedule': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: BackupSchedule
    }
    readonly response: EmptyResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/buckets': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: BucketsListResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/buckets': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: BucketCreateRequest
    }
    readonly response: BucketResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/buckets/{bucket_name}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly bucket_name: string }
    }
    readonly response: undefined
  }
  'GET /projects/{project_id}/branches/{branch_id}/storage': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: BranchStorage
  }
  'GET /projects/{project_id}/branches/{branch_id}/ai_gateway': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: BranchAiGateway
  }
  'GET /projects/{project_id}/branches/{branch_id}/buckets/{bucket_name}/objects': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly bucket_name: string }
      readonly query?: {
        readonly prefix?: string
        readonly delimiter?: string
        readonly cursor?: string
        readonly limit?: number
      }
    }
    readonly response: BucketObjectsListResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/buckets/{bucket_name}/objects/{object_key}': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly bucket_name: string
        readonly object_key: string
      }
    }
    readonly response: undefined
  }
  'GET /projects/{project_id}/branches/{branch_id}/buckets/{bucket_name}/objects/{object_key}/download': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly bucket_name: string
        readonly object_key: string
      }
    }
    readonly response: never
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/buckets/{bucket_name}/objects-by-prefix': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly bucket_name: string }
      readonly query: { readonly prefix: string }
    }
    readonly response: BucketObjectsDeletePrefixResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/buckets/{bucket_name}/objects/{object_key}/presign': {
    readonly params: {
      readonly path: {
        readonly project_id: string
        readonly branch_id: string
        readonly bucket_name: string
        readonly object_key: string
      }
      readonly body: PresignRequest
    }
    readonly response: PresignResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/credentials': {
    readonly params: { readonly path: { readonly project_id: string; readonly branch_id: string } }
    readonly response: ListCredentialsResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/credentials': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly body: CreateCredentialRequest
    }
    readonly response: CreateCredentialResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/credentials/{token_id}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly token_id: string }
    }
    readonly response: undefined
  }
  'GET /projects/{project_id}/branches/{branch_id}/functions': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string }
      readonly query?: { readonly cursor?: string; readonly limit?: number }
    }
    readonly response: NeonFunctionsListResponse & CursorPaginationResponse
  }
  'GET /projects/{project_id}/branches/{branch_id}/functions/{slug}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly slug: string }
    }
    readonly response: NeonFunctionResponse
  }
  'DELETE /projects/{project_id}/branches/{branch_id}/functions/{slug}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly slug: string }
    }
    readonly response: undefined
  }
  'PATCH /projects/{project_id}/branches/{branch_id}/functions/{slug}': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly slug: string }
      readonly body: NeonFunctionUpdateRequest
    }
    readonly response: NeonFunctionResponse
  }
  'POST /projects/{project_id}/branches/{branch_id}/functions/{slug}/deployments': {
    readonly params: {
      readonly path: { readonly project_id: string; readonly branch_id: string; readonly slug: string }
      readonly body: FormData
    }
    readonly response: NeonFunctionDeploymentResponse
  }
}

/** What `request` takes after the name: parameters may be left out where none is required. */
export type NeonArgs<Name extends keyof NeonOperations> =
  Record<never, never> extends NeonOperations[Name]['params']
    ? [params?: NeonOperations[Name]['params'], options?: CallOptions]
    : [params: NeonOperations[Name]['params'], options?: CallOptions]

type ActiveRegionsResponse = { readonly regions: readonly RegionResponse[] }

type AddProjectJWKSRequest = {
  readonly jwks_url: string
  readonly provider_name: string
  readonly branch_id?: string
  readonly jwt_audience?: string
  /** @deprecated */ readonly role_names?: readonly string[]
  readonly skip_role_creation?: boolean
}

type AdvisorCategory = Open<'SECURITY' | 'PERFORMANCE'>

type AdvisorCategoryInput = 'SECURITY' | 'PERFORMANCE'

type AdvisorIssue = {
  readonly name: string
  readonly title: string
  readonly level: string
  readonly facing: Open<'EXTERNAL' | 'INTERNAL'>
  readonly categories: readonly AdvisorCategory[]
  readonly description: string
  readonly detail: string
  readonly remediation: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly cache_key: string
}

type AllowedIps = { readonly ips?: readonly string[]; readonly protected_branches_only?: boolean }

type AnnotationCreateValueRequest = { readonly annotation_value?: AnnotationValueData }

type AnnotationData = {
  readonly object: AnnotationObjectData
  readonly value: AnnotationValueData
  readonly created_at?: string
  readonly updated_at?: string
}

type AnnotationObjectData = { readonly type: string; readonly id: string }

type AnnotationResponse = { readonly annotation: AnnotationData }

type AnnotationValueData = Readonly<Record<string, string>>

type AnnotationsMapResponse = { readonly annotations: Readonly<Record<string, AnnotationData>> }

type AnonymizationRunMetadata = {
  readonly started_at?: string
  readonly completed_at?: string
  readonly triggered_by?: string
  readonly triggered_by_username?: string
  readonly masked_columns?: number
}

type AnonymizedBranchStatusResponse = {
  readonly project_id: string
  readonly branch_id: string
  readonly state: string
  readonly status_message?: string
  readonly created_at: string
  readonly updated_at: string
  readonly failed_at?: string
  readonly last_run?: AnonymizationRunMetadata
}

type ApiKeyCreateRequest = { readonly key_name: string }

type ApiKeyCreateResponse = {
  readonly id: number
  readonly key: string
  readonly name: string
  readonly created_at: string
  readonly created_by: string
}

type ApiKeyCreatorData = { readonly id: string; readonly name: string; readonly image: string }

type ApiKeyRevokeResponse = {
  readonly id: number
  readonly name: string
  readonly created_at: string
  readonly created_by: string
  readonly last_used_at?: string | null
  readonly last_used_from_addr: string
  readonly revoked: boolean
}

type ApiKeysListResponseItem = {
  readonly id: number
  readonly name: string
  readonly created_at: string
  readonly created_by: ApiKeyCreatorData
  readonly last_used_at?: string | null
  readonly last_used_from_addr: string
}

type ApplicationType = Open<'vercel' | 'github' | 'datadog' | 'opentelemetry'>

type AuthDetailsResponse = {
  readonly account_id: string
  readonly auth_method: Open<'keycloak' | 'session_cookie' | 'api_key_user' | 'api_key_org' | 'oauth'>
  readonly auth_data?: string
}

type AvailablePreloadLibraries = { readonly libraries?: readonly AvailablePreloadLibrary[] }

type AvailablePreloadLibrary = {
  readonly library_name: string
  readonly description: string
  readonly is_default: boolean
  readonly is_experimental: boolean
  readonly version: string
}

type BackupSchedule = { readonly schedule: readonly BackupScheduleItem[] }

type BackupScheduleItem = {
  readonly frequency: string
  readonly hour?: number
  readonly day?: number
  readonly month?: number
  readonly retention_seconds?: number
}

type BillingAccount = {
  readonly state: BillingAccountState
  readonly payment_source: PaymentSource
  readonly subscription_type: BillingSubscriptionType
  readonly payment_method: BillingPaymentMethod
  readonly quota_reset_at_last: string
  readonly name: string
  readonly email: string
  readonly address_city: string
  readonly address_country: string
  readonly address_country_name?: string
  readonly address_line1: string
  readonly address_line2: string
  readonly address_postal_code: string
  readonly address_state: string
  readonly orb_portal_url?: string
  readonly tax_id?: string
  readonly tax_id_type?: string
  readonly plan_details?: PlanDetails
  readonly spending_limit_cents?: number | null
}

type BillingAccountState = Open<'UNKNOWN' | 'active' | 'suspended' | 'deactivated' | 'deleted'>

type BillingPaymentMethod = Open<
  | 'UNKNOWN'
  | 'none'
  | 'stripe'
  | 'direct_payment'
  | 'aws_mp'
  | 'azure_mp'
  | 'vercel_mp'
  | 'staff'
  | 'trial'
  | 'sponsorship'
  | 'shared_payment_token'
>

type BillingSubscriptionType = Open<
  | 'UNKNOWN'
  | 'direct_sales'
  | 'direct_sales_v3'
  | 'aws_marketplace'
  | 'free_v2'
  | 'free_v3'
  | 'launch'
  | 'launch_v3'
  | 'scale'
  | 'scale_v3'
  | 'business'
  | 'vercel_pg_legacy'
>

type Branch = {
  readonly id: string
  readonly project_id: string
  readonly parent_id?: string
  readonly parent_lsn?: string
  readonly parent_timestamp?: string
  readonly name: string
  readonly current_state: BranchState
  readonly pending_state?: BranchState
  readonly state_changed_at: string
  readonly logical_size?: number
  readonly creation_source: string
  /** @deprecated */ readonly primary?: boolean
  readonly default: boolean
  readonly protected: boolean
  /** @deprecated */ readonly cpu_used_sec: number
  readonly compute_time_seconds: number
  readonly active_time_seconds: number
  readonly written_data_bytes: number
  readonly data_transfer_bytes: number
  readonly created_at: string
  readonly updated_at: string
  readonly ttl_interval_seconds?: number
  readonly expires_at?: string
  readonly last_reset_at?: string
  readonly created_by?: { readonly name?: string; readonly image?: string }
  readonly init_source?: string
  readonly restore_status?: BranchRestoreStatus
  readonly restored_from?: string
  readonly restored_as?: string
  readonly restricted_actions?: readonly BranchRestrictedAction[]
  readonly recovery?: BranchRecoveryInfo
}

type BranchAiGateway = { readonly enabled: boolean; readonly base_url: string }

type BranchAnonymizedCreateRequest = AnnotationCreateValueRequest & {
  readonly branch_create?: BranchCreateRequest
  readonly masking_rules?: readonly MaskingRule[]
  readonly start_anonymization?: boolean
}

type BranchCreateRequest = {
  readonly endpoints?: readonly BranchCreateRequestEndpointOptions[]
  readonly branch?: {
    readonly parent_id?: string
    readonly name?: string
    readonly parent_lsn?: string
    readonly parent_timestamp?: string
    readonly protected?: boolean
    readonly archived?: boolean
    readonly init_source?: string
    readonly expires_at?: string
  }
}

type BranchCreateRequestEndpointOptions = {
  readonly type: EndpointTypeInput
  readonly settings?: EndpointSettingsData
  readonly autoscaling_limit_min_cu?: ComputeUnit
  readonly autoscaling_limit_max_cu?: ComputeUnit
  readonly provisioner?: Provisioner
  readonly suspend_timeout_seconds?: SuspendTimeoutSeconds
}

type BranchOperations = BranchResponse & OperationsResponse

type BranchRecoverResponse = BranchResponse & EndpointsOptionalResponse

type BranchRecoveryInfo = {
  readonly deleted_at: string
  readonly recoverable_until: string
  readonly deletion_method: Open<'user' | 'ttl'>
}

type BranchResponse = { readonly branch: Branch }

type BranchRestoreRequest = {
  readonly source_branch_id: string
  readonly source_lsn?: string
  readonly source_timestamp?: string
  readonly preserve_under_name?: string
}

type BranchRestoreStatus = string

type BranchRestrictedAction = { readonly name: string; readonly reason: string }

type BranchSchemaCompareResponse = { readonly diff?: string }

type BranchSchemaJSON = {
  readonly tables: readonly {
    readonly schema: string
    readonly name: string
    readonly columns: readonly {
      readonly name: string
      readonly type: string
      readonly nullable?: boolean
      readonly generated?: boolean
    }[]
    readonly constraints?: readonly {
      readonly type: string
      readonly columns: readonly string[]
      readonly name?: string
      readonly referenced_table?: { readonly schema: string; readonly table: string; readonly columns: readonly string[] }
    }[]
  }[]
}

type BranchSchemaResponse = { readonly sql?: string; readonly json?: BranchSchemaJSON }

type BranchState = string

type BranchStorage = {
  readonly enabled: boolean
  readonly s3_endpoint: string
  readonly region: string
  readonly force_path_style: boolean
}

type BranchUpdateRequest = {
  readonly branch: {
    readonly name?: string
    readonly protected?: boolean
    readonly expires_at?: string | null
  }
}

type BranchesCountResponse = { readonly count: number }

type BranchesResponse = { readonly branches: readonly Branch[] }

type Bucket = {
  readonly name: string
  readonly access_level: BucketAccessLevel
  readonly created_at: string
}

type BucketAccessLevel = Open<'private' | 'public_read'>

type BucketCreateRequest = { readonly name: string; readonly access_level?: 'private' | 'public_read' }

type BucketObject = {
  readonly key: string
  readonly size: number
  readonly last_modified: string
  readonly etag: string
}

type BucketObjectsDeletePrefixResponse = { readonly deleted: number }

type BucketObjectsListResponse = {
  readonly folders: readonly string[]
  readonly objects: readonly BucketObject[]
  readonly prefix: string
  readonly next_cursor?: string
  readonly is_truncated: boolean
}

type BucketResponse = { readonly bucket: Bucket }

type BucketsListResponse = { readonly buckets: readonly Bucket[] }

type ComputeUnit = number

type ConnectionDetails = { readonly connection_uri: string; readonly connection_parameters: ConnectionParameters }

type ConnectionParameters = {
  readonly database: string
  readonly password: string
  readonly role: string
  readonly host: string
  readonly pooler_host: string
}

type ConnectionURIResponse = { readonly uri: string }

type ConnectionURIsOptionalResponse = { readonly connection_uris?: readonly ConnectionDetails[] }

type ConnectionURIsResponse = { readonly connection_uris: readonly ConnectionDetails[] }

type ConsumptionHistoryGranularity = 'hourly' | 'daily' | 'monthly'

type ConsumptionHistoryPerBranchV2 = {
  readonly project_id: string
  readonly branch_id: string
  readonly periods: readonly ConsumptionHistoryPerPeriodV2[]
}

type ConsumptionHistoryPerBranchV2Response = { readonly branches: readonly ConsumptionHistoryPerBranchV2[] }

type ConsumptionHistoryPerPeriod = {
  readonly period_id: string
  readonly period_plan: string
  readonly period_start: string
  readonly period_end?: string
  readonly consumption: readonly ConsumptionHistoryPerTimeframe[]
}

type ConsumptionHistoryPerPeriodV2 = {
  readonly period_id: string
  readonly period_plan: string
  readonly period_start: string
  readonly period_end?: string
  readonly consumption: readonly ConsumptionHistoryPerTimeframeV2[]
}

type ConsumptionHistoryPerProject = { readonly project_id: string; readonly periods: readonly ConsumptionHistoryPerPeriod[] }

type ConsumptionHistoryPerProjectResponse = { readonly projects: readonly ConsumptionHistoryPerProject[] }

type ConsumptionHistoryPerProjectV2 = {
  readonly project_id: string
  readonly periods: readonly ConsumptionHistoryPerPeriodV2[]
}

type ConsumptionHistoryPerProjectV2Response = { readonly projects: readonly ConsumptionHistoryPerProjectV2[] }

type ConsumptionHistoryPerTimeframe = {
  readonly timeframe_start: string
  readonly timeframe_end: string
  readonly active_time_seconds: number
  readonly compute_time_seconds: number
  readonly written_data_bytes: number
  readonly synthetic_storage_size_bytes: number
  readonly data_storage_bytes_hour?: number
  readonly logical_size_bytes?: number
  readonly logical_size_bytes_hour?: number
}

type ConsumptionHistoryPerTimeframeV2 = {
  readonly timeframe_start?: string
  readonly timeframe_end?: string
  readonly metrics?: readonly ConsumptionMetricValue[]
}

type ConsumptionHistoryQueryMetrics = readonly string[]

type ConsumptionMetricValue = { readonly metric_name: string; readonly value: number }

type CreateBranchNeonAuthNewUserRequest = { readonly email: string; readonly name?: string }

type CreateCredentialRequest = {
  readonly name?: string
  readonly scopes: readonly CredentialScopeInput[]
  readonly principal_type: 'user'
}

type CreateCredentialResponse = {
  readonly token_id: string
  readonly token_id_short: string
  readonly name?: string
  readonly api_token: string
  readonly s3_secret_access_key: string
  readonly scopes: readonly CredentialScope[]
  readonly branch_id: string
  readonly created_at: string
  readonly expires_at?: string
}

type CredentialMeta = {
  readonly token_id: string
  readonly token_id_short: string
  readonly name?: string
  readonly scopes: readonly CredentialScope[]
  readonly branch_id?: string
  readonly principal_type: string
  readonly function_id?: string
  readonly created_at: string
  readonly last_used_at?: string
  readonly revoked_at?: string
  readonly expires_at?: string
}

type CredentialScope = Open<'storage:read' | 'storage:write' | 'ai_gateway:invoke' | 'functions:invoke'>

type CredentialScopeInput = 'storage:read' | 'storage:write' | 'ai_gateway:invoke' | 'functions:invoke'

type CurrentUserAuthAccount = {
  readonly email: string
  readonly image: string
  /** @deprecated */ readonly login: string
  readonly name: string
  readonly provider: IdentityProviderId
}

type CurrentUserInfoResponse = {
  readonly active_seconds_limit: number
  readonly billing_account?: BillingAccount
  readonly auth_accounts: readonly CurrentUserAuthAccount[]
  readonly email: string
  readonly id: string
  readonly image: string
  /** @deprecated */ readonly login: string
  readonly name: string
  readonly last_name: string
  readonly projects_limit: number
  readonly branches_limit: number
  readonly max_autoscaling_limit: number
  readonly compute_seconds_limit?: number
  readonly plan: string
}

type CursorPagination = { readonly next?: string; readonly sort_by?: string; readonly sort_order?: string }

type CursorPaginationResponse = { readonly pagination?: CursorPagination }

type DataAPICreateRequest = {
  readonly auth_provider?: 'neon_auth' | 'external'
  readonly jwks_url?: string
  readonly provider_name?: string
  readonly jwt_audience?: string
  readonly add_default_grants?: boolean
  readonly skip_auth_schema?: boolean
  readonly settings?: DataAPISettings
}

type DataAPICreateResponse = { readonly url: string }

type DataAPIReponse = {
  readonly url: string
  readonly status: string
  readonly settings?: DataAPISettings | null
  readonly available_schemas?: readonly string[] | null
}

type DataAPISettings = {
  readonly db_aggregates_enabled?: boolean
  readonly db_anon_role?: string
  readonly db_extra_search_path?: string
  readonly db_max_rows?: number
  readonly db_schemas?: readonly string[]
  readonly jwt_role_claim_key?: string
  readonly jwt_cache_max_lifetime?: number
  readonly openapi_mode?: string
  readonly server_cors_allowed_origins?: string
  readonly server_timing_enabled?: boolean
}

type DataAPIUpdateRequest = { readonly settings?: DataAPISettings }

type Database = {
  readonly id: number
  readonly branch_id: string
  readonly name: string
  readonly owner_name: string
  readonly created_at: string
  readonly updated_at: string
}

type DatabaseCreateRequest = { readonly database: { readonly name: string; readonly owner_name: string } }

type DatabaseOperations = DatabaseResponse & OperationsResponse

type DatabaseResponse = { readonly database: Database }

type DatabaseUpdateRequest = { readonly database: { readonly name?: string; readonly owner_name?: string } }

type DatabasesResponse = { readonly databases: readonly Database[] }

type DefaultEndpointSettings = {
  readonly pg_settings?: PgSettingsData
  /** @deprecated */ readonly pgbouncer_settings?: PgbouncerSettingsData
  readonly autoscaling_limit_min_cu?: ComputeUnit
  readonly autoscaling_limit_max_cu?: ComputeUnit
  readonly suspend_timeout_seconds?: SuspendTimeoutSeconds
}

type EmptyResponse = Readonly<Record<string, unknown>>

type EnableNeonAuthIntegrationRequest = {
  readonly auth_provider: NeonAuthSupportedAuthProviderInput
  readonly database_name?: string
}

type Endpoint = {
  readonly host: string
  readonly id: string
  readonly name?: string
  readonly project_id: string
  readonly branch_id: string
  readonly autoscaling_limit_min_cu: ComputeUnit
  readonly autoscaling_limit_max_cu: ComputeUnit
  readonly region_id: string
  readonly type: EndpointType
  readonly current_state: EndpointState
  readonly pending_state?: EndpointState
  readonly settings: EndpointSettingsData
  /** @deprecated */ readonly pooler_enabled: boolean
  /** @deprecated */ readonly pooler_mode: EndpointPoolerMode
  readonly disabled: boolean
  readonly passwordless_access: boolean
  readonly last_active?: string
  readonly creation_source: string
  readonly created_at: string
  readonly updated_at: string
  readonly started_at?: string
  readonly suspended_at?: string
  readonly proxy_host: string
  readonly suspend_timeout_seconds: SuspendTimeoutSeconds
  readonly provisioner: Provisioner
  readonly compute_release_version?: string
}

type EndpointCreateRequest = {
  readonly endpoint: {
    readonly branch_id: string
    readonly region_id?: string
    readonly type: EndpointTypeInput
    readonly settings?: EndpointSettingsData
    readonly autoscaling_limit_min_cu?: ComputeUnit
    readonly autoscaling_limit_max_cu?: ComputeUnit
    readonly provisioner?: Provisioner
    /** @deprecated */ readonly pooler_enabled?: boolean
    /** @deprecated */ readonly pooler_mode?: EndpointPoolerModeInput
    readonly disabled?: boolean
    readonly passwordless_access?: boolean
    readonly suspend_timeout_seconds?: SuspendTimeoutSeconds
    readonly name?: string
  }
}

type EndpointOperations = EndpointResponse & OperationsResponse

type EndpointPoolerMode = Open<'transaction'>

type EndpointPoolerModeInput = 'transaction'

type EndpointResponse = { readonly endpoint: Endpoint }

type EndpointSettingsData = {
  readonly pg_settings?: PgSettingsData
  /** @deprecated */ readonly pgbouncer_settings?: PgbouncerSettingsData
  readonly preload_libraries?: PreloadLibraries
}

type EndpointState = Open<'init' | 'active' | 'idle'>

type EndpointType = Open<'read_only' | 'read_write'>

type EndpointTypeInput = 'read_only' | 'read_write'

type EndpointUpdateRequest = {
  readonly endpoint: {
    /** @deprecated */ readonly branch_id?: string
    readonly autoscaling_limit_min_cu?: ComputeUnit
    readonly autoscaling_limit_max_cu?: ComputeUnit
    readonly provisioner?: Provisioner
    readonly settings?: EndpointSettingsData
    /** @deprecated */ readonly pooler_enabled?: boolean
    /** @deprecated */ readonly pooler_mode?: EndpointPoolerModeInput
    readonly disabled?: boolean
    readonly passwordless_access?: boolean
    readonly suspend_timeout_seconds?: SuspendTimeoutSeconds
    readonly name?: string
  }
}

type EndpointsOptionalResponse = { readonly endpoints?: readonly Endpoint[] }

type EndpointsResponse = { readonly endpoints: readonly Endpoint[] }

type GrantPermissionToProjectRequest = { readonly email: string }

type IdentityProviderId = Open<'github' | 'google' | 'hasura' | 'microsoft' | 'microsoftv2' | 'vercelmp' | 'keycloak'>

type Invitation = {
  readonly id: string
  readonly email: string
  readonly org_id: string
  readonly invited_by: string
  readonly invited_at: string
  readonly role: MemberRole
}

type JWKS = {
  readonly id: string
  readonly project_id: string
  readonly branch_id?: string
  readonly jwks_url: string
  readonly provider_name: string
  readonly created_at: string
  readonly updated_at: string
  readonly jwt_audience?: string
  readonly role_names?: readonly string[]
}

type JWKSCreationOperation = JWKSResponse & OperationsResponse

type JWKSResponse = { readonly jwks: JWKS }

type ListCredentialsResponse = { readonly credentials: readonly CredentialMeta[] }

type ListNeonAuthIntegrationsResponse = { readonly data: readonly NeonAuthIntegration[] }

type ListNeonAuthOauthProvidersResponse = { readonly providers: readonly NeonAuthOauthProvider[] }

type MaintenanceWindow = {
  readonly weekdays: readonly number[]
  readonly start_time: string
  readonly end_time: string
}

type MaskingRule = {
  readonly database_name: string
  readonly schema_name: string
  readonly table_name: string
  readonly column_name: string
  readonly masking_function?: string
  readonly masking_value?: string
}

type MaskingRulesResponse = { readonly masking_rules: readonly MaskingRule[] }

type MaskingRulesUpdateRequest = { readonly masking_rules: readonly MaskingRule[] }

type Member = {
  readonly id: string
  readonly user_id: string
  readonly org_id: string
  readonly role: MemberRole
  readonly joined_at?: string
}

type MemberRole = Open<'admin' | 'member' | 'editor' | 'viewer' | 'collaborator'>

type MemberRoleInput = 'admin' | 'member' | 'editor' | 'viewer' | 'collaborator'

type MemberUserInfo = { readonly email: string; readonly has_mfa?: boolean; readonly deactivated_at?: string }

type MemberWithUser = { readonly member: Member; readonly user: MemberUserInfo }

type NeonAuthAddDomainToRedirectURIWhitelistRequest = { readonly domain: string; readonly auth_provider: NeonAuthSupportedAuthProviderInput }

type NeonAuthAddOAuthProviderRequest = {
  readonly id: NeonAuthOauthProviderIdInput
  readonly client_id?: string
  readonly client_secret?: string | Secret
  readonly microsoft_tenant_id?: string
}

type NeonAuthAllowLocalhostResponse = { readonly allow_localhost: boolean }

type NeonAuthConfigResponse = { readonly name: string }

type NeonAuthConfigUpdate = { readonly name: string }

type NeonAuthCreateAuthProviderSDKKeysRequest = {
  readonly project_id: string
  readonly auth_provider: NeonAuthSupportedAuthProviderInput
}

type NeonAuthCreateIntegrationRequest = {
  readonly auth_provider: NeonAuthSupportedAuthProviderInput
  readonly project_id: string
  readonly branch_id: string
  readonly database_name?: string
  /** @deprecated */ readonly role_name?: string
}

type NeonAuthCreateIntegrationResponse = {
  readonly auth_provider: NeonAuthSupportedAuthProvider
  readonly auth_provider_project_id: string
  readonly pub_client_key: string
  readonly secret_server_key: string
  readonly jwks_url: string
  readonly schema_name: string
  readonly table_name: string
  readonly base_url?: string
}

type NeonAuthCreateNewUserRequest = {
  readonly project_id: string
  readonly auth_provider: NeonAuthSupportedAuthProviderInput
  readonly email: string
  readonly name?: string
}

type NeonAuthCreateNewUserResponse = { readonly id: string }

type NeonAuthDeleteDomainFromRedirectURIWhitelistItem = { readonly domain: string }

type NeonAuthDeleteDomainFromRedirectURIWhitelistRequest = {
  readonly auth_provider: NeonAuthSupportedAuthProviderInput
  readonly domains: readonly NeonAuthDeleteDomainFromRedirectURIWhitelistItem[]
}

type NeonAuthEmailAndPasswordConfig = {
  readonly enabled: boolean
  readonly email_verification_method: NeonAuthEmailVerificationMethod
  readonly require_email_verification: boolean
  readonly auto_sign_in_after_verification: boolean
  readonly send_verification_email_on_sign_up: boolean
  readonly send_verification_email_on_sign_in: boolean
  readonly disable_sign_up: boolean
}

type NeonAuthEmailAndPasswordConfigUpdate = {
  readonly enabled?: boolean
  readonly email_verification_method?: NeonAuthEmailVerificationMethodInput
  readonly require_email_verification?: boolean
  readonly auto_sign_in_after_verification?: boolean
  readonly send_verification_email_on_sign_up?: boolean
  readonly send_verification_email_on_sign_in?: boolean
  readonly disable_sign_up?: boolean
}

type NeonAuthEmailServerConfig = StandardEmailServer | SharedEmailServer

type NeonAuthEmailServerConfigInput = StandardEmailServerInput | SharedEmailServer

type NeonAuthEmailVerificationMethod = Open<'link' | 'otp'>

type NeonAuthEmailVerificationMethodInput = 'link' | 'otp'

type NeonAuthIntegration = {
  readonly auth_provider: NeonAuthSupportedAuthProvider
  readonly auth_provider_project_id: string
  readonly branch_id: string
  readonly db_name: string
  readonly created_at: string
  readonly owned_by: NeonAuthProviderProjectOwnedBy
  readonly transfer_status?: NeonAuthProviderProjectTransferStatus
  readonly jwks_url: string
  readonly base_url?: string
  readonly name?: string
}

type NeonAuthMagicLinkConfig = {
  readonly enabled: boolean
  readonly expires_in: number
  readonly disable_sign_up: boolean
}

type NeonAuthMagicLinkConfigUpdate = {
  readonly enabled?: boolean
  readonly expires_in?: number
  readonly disable_sign_up?: boolean
}

type NeonAuthOauthProvider = {
  readonly id: NeonAuthOauthProviderId
  readonly type: NeonAuthOauthProviderType
  readonly client_id?: string
  readonly client_secret?: string
}

type NeonAuthOauthProviderId = Open<'google' | 'github' | 'microsoft' | 'vercel'>

type NeonAuthOauthProviderIdInput = 'google' | 'github' | 'microsoft' | 'vercel'

type NeonAuthOauthProviderType = Open<'standard' | 'shared'>

type NeonAuthOrganizationConfig = {
  readonly enabled: boolean
  readonly organization_limit: number
  readonly membership_limit: number
  readonly creator_role: Open<'admin' | 'owner'>
  readonly send_invitation_email: boolean
}

type NeonAuthOrganizationConfigUpdate = {
  readonly enabled?: boolean
  readonly organization_limit?: number
  readonly membership_limit?: number
  readonly creator_role?: 'admin' | 'owner'
  readonly send_invitation_email?: boolean
}

type NeonAuthPhoneNumberConfig = { readonly enabled: boolean; readonly otp_expires_in?: number }

type NeonAuthPhoneNumberConfigUpdate = { readonly enabled?: boolean; readonly otp_expires_in?: number }

type NeonAuthPluginConfigs = {
  readonly organization?: NeonAuthOrganizationConfig
  readonly magic_link?: NeonAuthMagicLinkConfig
  readonly phone_number?: NeonAuthPhoneNumberConfig
  readonly email_provider?: NeonAuthEmailServerConfig
  readonly email_and_password?: NeonAuthEmailAndPasswordConfig
  readonly oauth_providers?: readonly NeonAuthOauthProvider[]
  readonly allow_localhost?: boolean
}

type NeonAuthProviderProjectOwnedBy = Open<'user' | 'neon'>

type NeonAuthProviderProjectTransferStatus = Open<'initiated' | 'finished'>

type NeonAuthRedirectURIWhitelistDomain = { readonly domain: string; readonly auth_provider: NeonAuthSupportedAuthProvider }

type NeonAuthRedirectURIWhitelistResponse = { readonly domains: readonly NeonAuthRedirectURIWhitelistDomain[] }

type NeonAuthSupportedAuthProvider = Open<'mock' | 'stack' | 'better_auth'>

type NeonAuthSupportedAuthProviderInput = 'mock' | 'stack' | 'better_auth'

type NeonAuthTransferAuthProviderProjectRequest = {
  readonly project_id: string
  readonly auth_provider: NeonAuthSupportedAuthProviderInput
}

type NeonAuthTransferAuthProviderProjectResponse = { readonly url: string }

type NeonAuthUpdateOAuthProviderRequest = {
  readonly client_id?: string
  readonly client_secret?: string | Secret
  readonly microsoft_tenant_id?: string
}

type NeonAuthWebhookConfig = {
  readonly enabled: boolean
  readonly webhook_url?: string
  readonly enabled_events?: readonly Open<
    | 'user.before_create'
    | 'user.created'
    | 'send.otp'
    | 'send.magic_link'
    | 'organization.invitation.created'
    | 'organization.invitation.accepted'
    | 'phone_number.verified'
  >[]
  readonly timeout_seconds?: number
}

type NeonAuthWebhookConfigInput = {
  readonly enabled: boolean
  readonly webhook_url?: string
  readonly enabled_events?: readonly (
    | 'user.before_create'
    | 'user.created'
    | 'send.otp'
    | 'send.magic_link'
    | 'organization.invitation.created'
    | 'organization.invitation.accepted'
    | 'phone_number.verified')[]
  readonly timeout_seconds?: number
}

type NeonFunction = {
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly invocation_url: string
  readonly current_deployment?: NeonFunctionDeployment
  readonly active_deployment?: NeonFunctionDeployment
  readonly created_at: string
}

type NeonFunctionDeployment = {
  readonly id: number
  readonly status: Open<'pending' | 'building' | 'completed' | 'failed'>
  readonly memory_mib: number
  readonly runtime: string
  readonly created_at: string
  readonly environment?: readonly string[]
  readonly error?: string
}

type NeonFunctionDeploymentResponse = { readonly deployment: NeonFunctionDeployment }

type NeonFunctionResponse = { readonly function: NeonFunction }

type NeonFunctionUpdateRequest = { readonly name: string | null }

type NeonFunctionsListResponse = { readonly functions: readonly NeonFunction[] }

type Operation = {
  readonly id: string
  readonly project_id: string
  readonly branch_id?: string
  readonly endpoint_id?: string
  readonly action: OperationAction
  readonly status: OperationStatus
  readonly error?: string
  readonly failures_count: number
  readonly retry_at?: string
  readonly created_at: string
  readonly updated_at: string
  readonly total_duration_ms: number
}

type OperationAction = Open<
  | 'create_compute'
  | 'create_timeline'
  | 'start_compute'
  | 'suspend_compute'
  | 'apply_config'
  | 'check_availability'
  | 'delete_timeline'
  | 'create_branch'
  | 'import_data'
  | 'tenant_ignore'
  | 'tenant_attach'
  | 'tenant_detach'
  | 'tenant_reattach'
  | 'replace_safekeeper'
  | 'disable_maintenance'
  | 'apply_storage_config'
  | 'prepare_secondary_pageserver'
  | 'switch_pageserver'
  | 'detach_parent_branch'
  | 'timeline_archive'
  | 'timeline_unarchive'
  | 'start_reserved_compute'
  | 'sync_dbs_and_roles_from_compute'
  | 'apply_schema_from_branch'
  | 'timeline_mark_invisible'
  | 'timeline_update_protected_config'
  | 'prewarm_replica'
  | 'promote_replica'
  | 'set_storage_non_dirty'
  | 'swap_binding_id'
  | 'finalize_migration'
  | 'mark_migration_prepared'
  | 'update_catalog'
>

type OperationResponse = { readonly operation: Operation }

type OperationStatus = Open<'scheduling' | 'running' | 'finished' | 'failed' | 'error' | 'cancelling' | 'cancelled' | 'skipped'>

type OperationsResponse = { readonly operations: readonly Operation[] }

type OrgApiKeyCreateRequest = ApiKeyCreateRequest & { readonly project_id?: string }

type OrgApiKeyCreateResponse = ApiKeyCreateResponse & { readonly project_id?: string }

type OrgApiKeyRevokeResponse = ApiKeyRevokeResponse & { readonly project_id?: string }

type OrgApiKeysListResponseItem = ApiKeysListResponseItem & { readonly project_id?: string }

type Organization = {
  readonly id: string
  readonly name: string
  readonly handle: string
  readonly plan: string
  readonly created_at: string
  readonly managed_by: string
  readonly updated_at: string
  readonly allow_hipaa_projects?: boolean
  readonly require_mfa?: boolean
}

type OrganizationInvitationsResponse = { readonly invitations: readonly Invitation[] }

type OrganizationInviteCreateRequest = { readonly email: string; readonly role: MemberRoleInput }

type OrganizationInvitesCreateRequest = { readonly invitations: readonly OrganizationInviteCreateRequest[] }

type OrganizationMemberUpdateRequest = { readonly role: MemberRoleInput }

type OrganizationMembersResponse = { readonly members: readonly MemberWithUser[] }

type OrganizationsResponse = { readonly organizations: readonly Organization[] }

type Pagination = { readonly cursor: string }

type PaginationResponse = { readonly pagination?: Pagination }

type PaymentSource = { readonly type: string; readonly card?: PaymentSourceBankCard }

type PaymentSourceBankCard = {
  readonly last4: string
  readonly brand?: Open<'amex' | 'diners' | 'discover' | 'jcb' | 'mastercard' | 'unionpay' | 'unknown' | 'visa'>
  readonly exp_month?: number
  readonly exp_year?: number
}

type PgSettingsData = Readonly<Record<string, string>>

type PgVersion = number

type PgbouncerSettingsData = Readonly<Record<string, string>>

type PlanDetails = { readonly name: string; readonly version?: PlanVersion }

type PlanVersion = { readonly major: number; readonly minor: number }

type PreloadLibraries = { readonly use_defaults?: boolean; readonly enabled_libraries?: readonly string[] }

type PresignRequest = {
  readonly operation: 'upload' | 'download'
  readonly content_type?: string
  readonly expires_in_seconds?: number
}

type PresignResponse = {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly expires_at: string
}

type Project = {
  readonly data_storage_bytes_hour: number
  readonly data_transfer_bytes: number
  readonly written_data_bytes: number
  readonly compute_time_seconds: number
  readonly active_time_seconds: number
  /** @deprecated */ readonly cpu_used_sec: number
  readonly id: string
  readonly platform_id: string
  readonly region_id: string
  readonly name: string
  readonly provisioner: Provisioner
  readonly default_endpoint_settings?: DefaultEndpointSettings
  readonly settings?: ProjectSettingsData
  readonly pg_version: PgVersion
  readonly proxy_host: string
  readonly branch_logical_size_limit: number
  readonly branch_logical_size_limit_bytes: number
  readonly store_passwords: boolean
  readonly maintenance_starts_at?: string
  readonly creation_source: string
  readonly history_retention_seconds: number
  readonly created_at: string
  readonly updated_at: string
  readonly synthetic_storage_size?: number
  readonly consumption_period_start: string
  readonly consumption_period_end: string
  /** @deprecated */ readonly quota_reset_at?: string
  readonly owner_id: string
  readonly owner?: ProjectOwnerData
  readonly compute_last_active_at?: string
  readonly org_id?: string
  readonly maintenance_scheduled_for?: string
  readonly hipaa_enabled_at?: string
  readonly effective_project_permission?: ProjectPermissionLevel | null
}

type ProjectAuditLogLevel = Open<'base' | 'extended' | 'full'>

type ProjectAuditLogLevelInput = 'base' | 'extended' | 'full'

type ProjectCreateRequest = {
  readonly project: {
    readonly settings?: ProjectSettingsDataInput
    readonly name?: string
    readonly branch?: {
      readonly name?: string
      readonly role_name?: string
      readonly database_name?: string
      readonly annotations?: AnnotationValueData
    }
    readonly autoscaling_limit_min_cu?: ComputeUnit
    readonly autoscaling_limit_max_cu?: ComputeUnit
    readonly provisioner?: Provisioner
    readonly region_id?: string
    readonly default_endpoint_settings?: DefaultEndpointSettings
    readonly pg_version?: PgVersion
    readonly store_passwords?: boolean
    readonly history_retention_seconds?: number
    readonly org_id?: string
  }
}

type ProjectJWKSResponse = { readonly jwks: readonly JWKS[] }

type ProjectListItem = {
  readonly id: string
  readonly platform_id: string
  readonly region_id: string
  readonly name: string
  readonly provisioner: Provisioner
  readonly default_endpoint_settings?: DefaultEndpointSettings
  readonly settings?: ProjectSettingsData
  readonly pg_version: PgVersion
  readonly proxy_host: string
  readonly branch_logical_size_limit: number
  readonly branch_logical_size_limit_bytes: number
  readonly store_passwords: boolean
  readonly active_time: number
  /** @deprecated */ readonly cpu_used_sec: number
  readonly maintenance_starts_at?: string
  readonly creation_source: string
  readonly created_at: string
  readonly updated_at: string
  readonly synthetic_storage_size?: number
  /** @deprecated */ readonly quota_reset_at?: string
  readonly owner_id: string
  readonly compute_last_active_at?: string
  readonly org_id?: string
  readonly org_name?: string
  readonly history_retention_seconds?: number
  readonly hipaa_enabled_at?: string
  readonly deleted_at?: string
  readonly recoverable_until?: string
  readonly effective_project_permission?: ProjectPermissionLevel | null
}

type ProjectOwnerData = {
  readonly email: string
  readonly name: string
  readonly branches_limit: number
  readonly subscription_type: BillingSubscriptionType
}

type ProjectPermission = {
  readonly id: string
  readonly granted_to_email: string
  readonly granted_at: string
  readonly revoked_at?: string
}

type ProjectPermissionLevel = Open<'CAN_VIEW' | 'CAN_EDIT' | 'CAN_MANAGE'>

type ProjectPermissions = { readonly project_permissions: readonly ProjectPermission[] }

type ProjectQuota = {
  readonly active_time_seconds?: number
  readonly compute_time_seconds?: number
  readonly written_data_bytes?: number
  readonly data_transfer_bytes?: number
  readonly logical_size_bytes?: number
}

type ProjectRecoverResponse = ProjectResponse & BranchesResponse

type ProjectResponse = { readonly project: Project }

type ProjectSettingsData = {
  readonly quota?: ProjectQuota
  readonly allowed_ips?: AllowedIps
  readonly enable_logical_replication?: boolean
  readonly maintenance_window?: MaintenanceWindow
  readonly block_public_connections?: boolean
  readonly block_vpc_connections?: boolean
  readonly audit_log_level?: ProjectAuditLogLevel
  readonly hipaa?: boolean
  readonly preload_libraries?: PreloadLibraries
}

type ProjectSettingsDataInput = {
  readonly quota?: ProjectQuota
  readonly allowed_ips?: AllowedIps
  readonly enable_logical_replication?: boolean
  readonly maintenance_window?: MaintenanceWindow
  readonly block_public_connections?: boolean
  readonly block_vpc_connections?: boolean
  readonly audit_log_level?: ProjectAuditLogLevelInput
  readonly hipaa?: boolean
  readonly preload_libraries?: PreloadLibraries
}

type ProjectTransferRequestResponse = {
  readonly id: string
  readonly project_id: string
  readonly created_at: string
  readonly expires_at: string
}

type ProjectUpdateRequest = {
  readonly project: {
    readonly settings?: ProjectSettingsDataInput
    readonly name?: string
    readonly default_endpoint_settings?: DefaultEndpointSettings
    readonly history_retention_seconds?: number
  }
}

type ProjectsApplicationsMapResponse = { readonly applications: Readonly<Record<string, readonly ApplicationType[]>> }

type ProjectsIntegrationsMapResponse = { readonly integrations: Readonly<Record<string, readonly ApplicationType[]>> }

type ProjectsResponse = {
  readonly projects: readonly ProjectListItem[]
  readonly unavailable_project_ids?: readonly string[]
}

type Provisioner = string

type RegionResponse = {
  readonly region_id: string
  readonly name: string
  readonly default: boolean
  readonly geo_lat: string
  readonly geo_long: string
}

type Role = {
  readonly branch_id: string
  readonly name: string
  readonly password?: string
  readonly protected?: boolean
  readonly authentication_method?: string
  readonly created_at: string
  readonly updated_at: string
}

type RoleCreateRequest = { readonly role: { readonly name: string; readonly no_login?: boolean } }

type RoleOperations = RoleResponse & OperationsResponse

type RolePasswordResponse = { readonly password: string }

type RoleResponse = { readonly role: Role }

type RolesResponse = { readonly roles: readonly Role[] }

type SendNeonAuthTestEmailRequest = StandardEmailServerInput & { readonly recipient_email: string }

type SendNeonAuthTestEmailResponse = { readonly success: boolean; readonly error_message?: string }

type SharedEmailServer = { readonly sender_email?: string; readonly sender_name?: string }

type Snapshot = {
  readonly id: string
  readonly name: string
  readonly lsn?: string
  readonly timestamp?: string
  readonly source_branch_id?: string
  readonly created_at: string
  readonly expires_at?: string
  readonly manual?: boolean
  readonly full_size?: number
  readonly diff_size?: number
}

type SnapshotUpdateRequest = { readonly snapshot: { readonly name?: string } }

type SpendingLimitResponse = { readonly spending_limit_cents: number | null }

type SpendingLimitUpdateRequest = { readonly spending_limit_cents: number }

type StandardEmailServer = {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string
  readonly sender_email: string
  readonly sender_name: string
}

type StandardEmailServerInput = {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string | Secret
  readonly sender_email: string
  readonly sender_name: string
}

type SuspendTimeoutSeconds = number

type TransferProjectsToOrganizationRequest = { readonly destination_org_id: string; readonly project_ids: readonly string[] }

type UpdateNeonAuthAllowLocalhostRequest = { readonly allow_localhost: boolean }

type UpdateNeonAuthUserRoleRequest = { readonly roles: readonly string[] }

type UpdateNeonAuthUserRoleResponse = { readonly id: string }

type VPCEndpoint = { readonly vpc_endpoint_id: string; readonly label: string }

type VPCEndpointAssignment = { readonly label: string }

type VPCEndpointDetails = {
  readonly vpc_endpoint_id: string
  readonly label: string
  readonly state: string
  readonly num_restricted_projects: number
  readonly example_restricted_projects: readonly string[]
}

type VPCEndpointWithRegion = VPCEndpoint & { readonly region_id: string }

type VPCEndpointsResponse = { readonly endpoints: readonly VPCEndpoint[] }

type VPCEndpointsWithRegionResponse = { readonly endpoints: readonly VPCEndpointWithRegion[] }
