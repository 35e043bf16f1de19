import {
  ContractActivation,
  ContractCancellation,
  ContractEdit,
  ContractQuery,
  ContractRef,
  ContractTarget,
  NewContract,
} from '@/lib/contracts';
import { activateContract } from '@/server/domain/contracts/activate';
import { cancelContract } from '@/server/domain/contracts/cancel';
import { createContract } from '@/server/domain/contracts/create';
import { newContractDraft, tenantsToContract } from '@/server/domain/contracts/draft';
import { editContract } from '@/server/domain/contracts/edit';
import { getContract } from '@/server/domain/contracts/get';
import { listContracts } from '@/server/domain/contracts/list';
import { permit, router, serve } from '../init';

export const contractsRouter = router({
  list: permit('contract:read').input(ContractQuery).query(serve(listContracts)),
  get: permit('contract:read').input(ContractRef).query(serve(getContract)),
  draft: permit('contract:write').input(ContractTarget).query(serve(newContractDraft)),
  targets: permit('contract:write').query(serve(tenantsToContract)),
  create: permit('contract:write').input(NewContract).mutation(serve(createContract)),
  edit: permit('contract:write').input(ContractEdit).mutation(serve(editContract)),
  activate: permit('contract:write').input(ContractActivation).mutation(serve(activateContract)),
  cancel: permit('contract:write').input(ContractCancellation).mutation(serve(cancelContract)),
});
