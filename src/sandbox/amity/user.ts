import type { AmityUser } from "./state.ts";

/** A user as every answer shows it (S2, AM-SPEC). */
export function shownUser(user: AmityUser): object {
  return {
    _id: user.internalId,
    path: `made-up/user/${user.userId}`,
    userId: user.userId,
    userInternalId: user.internalId,
    userPublicId: user.userId,
    roles: user.roles,
    permissions: [],
    displayName: user.displayName,
    profileHandle: user.profileHandle,
    description: "",
    avatarFileId: null,
    avatarCustomUrl: "",
    flagCount: 0,
    hashFlag: null,
    metadata: {},
    isGlobalBan: user.banned,
    isBrand: false,
    createdAt: new Date(user.createdAt).toISOString(),
    updatedAt: new Date(user.updatedAt).toISOString(),
    isDeleted: false,
  };
}
